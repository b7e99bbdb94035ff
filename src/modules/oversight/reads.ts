import { z } from 'zod';
import { PortfolioLevel } from '../../generated/enums.ts';
import { type Actor, actingBy } from '../../kernel/auth/actor.ts';
import { date, enumeration, id, pattern } from '../../kernel/commands/input.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { areaCodeOf } from '../areas/index.ts';
import { FEWEST_SHOWN } from '../coverage/index.ts';
import { requireConsent } from '../privacy/index.ts';
import { accountOf } from './borrower.ts';
import { dutiesOf } from './duties.ts';
import { answerOf, figuresOf } from './figures.ts';
import { type Definitions, definitionsOn } from './loans-on-a-day.ts';
import { publishedOf } from './published.ts';

const MOST_ROWS = 500;
const MOST_LOANS = 100;

/** Who may open the files may count them; other institutions and their machines may not. */
const seesCustomers = ({ permissions, institutionKind: kind }: Actor): boolean =>
  permissions.has('customer.read') && kind !== 'GOVERNMENT' && kind !== 'REGULATOR';

/** @throws Refusal `portfolio.day_in_future`, `portfolio.day_too_early` */
function definitionsAsOf(day: string, today: string): Definitions {
  if (day > today) throw refuse('portfolio.day_in_future', { path: ['asOf'] });
  try {
    return definitionsOn(day);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuse('portfolio.day_too_early', { path: ['asOf'] });
  }
}

const ruleSetsOf = ({ provision, agriculture, inclusive }: Definitions) =>
  [provision, agriculture, inclusive.NFRA, inclusive.PBC]
    .filter((rules) => rules !== undefined)
    .map(({ code, legalBasis }) => ({ code, legalBasis }));

export const figures = read({
  name: 'portfolio.figures',
  permission: 'portfolio.read',
  scope: 'references',
  title: { en: 'What is lent on a day', zh: '贷款统计' },
  input: z.object({
    level: enumeration('PortfolioLevel', PortfolioLevel).default('VILLAGE'),
    asOf: date().optional(),
    areaPrefix: pattern(/^\d{2,12}$/, 12).optional(),
    after: pattern(/^[0-9A-Za-z._-]{1,64}$/, 64).optional(),
    first: z.number().int().min(1).max(MOST_ROWS).default(MOST_ROWS),
  }),
  cost: 1_000,
  async run(db, input, { actor, today }) {
    if (!seesCustomers(actor)) throw refuse('portfolio.published_only');
    const { level, areaPrefix, after = '', first, asOf = today } = input;
    const definitions = definitionsAsOf(asOf, today);
    const question = { actor, day: asOf, level, areaPrefix, after, limit: first + 1 };
    const [total, ...rows] = await figuresOf(db, question, definitions);
    return {
      asOf,
      level,
      ruleSets: ruleSetsOf(definitions),
      total: total && answerOf(total, definitions),
      rows: rows.slice(0, first).map((row) => answerOf(row, definitions)),
      more: rows.length > first,
    };
  },
});

export const duties = read({
  name: 'portfolio.duties',
  permission: 'loan.read',
  scope: 'references',
  title: { en: 'Loans a person brought about or manages', zh: '责任贷款' },
  input: z.object({
    personId: id('Person').optional(),
    asOf: date().optional(),
    after: pattern(/^[A-Z0-9-]{1,32}$/, 32).optional(),
    first: z.number().int().min(1).max(MOST_LOANS).default(MOST_LOANS),
  }),
  cost: 500,
  async run(db, input, { actor, today }) {
    const { personId = actor.personId, asOf = today, after = '', first } = input;
    if (asOf > today) throw refuse('portfolio.day_in_future', { path: ['asOf'] });
    const own = personId === actor.personId;
    if (!own && !actor.permissions.has('portfolio.read')) {
      throw refuse('portfolio.duties_of_others', { path: ['personId'] });
    }
    const reader = own ? actor : actingBy(actor, 'loan.read', 'portfolio.read');
    const question = { actor: reader, personId, day: asOf, after, limit: first + 1 };
    const { totals, loans } = await dutiesOf(db, question);
    const more = loans.length > first;
    return { person: personId, asOf, totals, loans: loans.slice(0, first), more };
  },
});

export const published = read({
  name: 'portfolio.published',
  permission: 'portfolio.read-published',
  scope: 'references',
  title: { en: 'Published figures of what is lent, by division', zh: '贷款公布数据' },
  input: z.object({ areaCode: pattern(/^\d{2,12}$/, 12), asOf: date().optional() }),
  cost: 1_000,
  async run(db, input, { actor, today }) {
    const { areaCode: asked, asOf: day = today } = input;
    const areaCode = areaCodeOf(asked);
    if (areaCode === null) throw refuse('coverage.area_code', { path: ['areaCode'] });
    const definitions = definitionsAsOf(day, today);
    const found = await publishedOf(db, { actor, day }, { areaCode, definitions });
    const ruleSets = ruleSetsOf(definitions);
    return { areaCode, asOf: day, fewestShown: FEWEST_SHOWN, ruleSets, ...found };
  },
});

export const account = read({
  name: 'borrower.account',
  permission: 'borrower.read',
  scope: 'references',
  title: { en: 'What a borrower is told', zh: '借款人视图' },
  input: z.object({ customerId: id('Customer') }),
  cost: 300,
  async run(db, { customerId }, { actor, today }) {
    const { institutionId } = actor;
    const use = { institutionId, customerId, purpose: 'LOAN_HANDLING', today } as const;
    const { ground } = await requireConsent(db as Tx, use);
    return { ground, ...(await accountOf(db, { tenant: institutionId, customerId, today })) };
  },
});

export const oversightReads = [figures, published, duties, account];
