import { z } from 'zod';
import { id, money } from '../../kernel/commands/input.ts';
import { yuanOf } from '../../kernel/money.ts';
import { read } from '../../kernel/queries/read.ts';
import { creditTotalOf } from './credit-total.ts';
import { fileKeeper } from './file-keeper.ts';
import { type Inclusive, type InclusiveFacts, inclusiveOn } from './inclusive-rules.ts';
import { type CustomerKind, rulesOfKind } from './kinds.ts';
import { type Sized, type SizeFacts, sizeOf, sizeRulesOn } from './size-rules.ts';

/** What is sized like an enterprise although it is none: the rules ask for it by analogy. */
const BY_ANALOGY: ReadonlySet<CustomerKind> = new Set(['MERCHANT', 'COOPERATIVE', 'FAMILY_FARM']);

export const customerSize = read({
  name: 'customer.size',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'Enterprise size and inclusive-finance class', zh: '企业规模与普惠型分类' },
  input: z.object({
    customerId: id('Customer'),
    creditTotal: money()
      .optional()
      .describe('All credit of the customer; as on record unless given. 授信总额'),
  }),
  cost: 30,
  async run(db, input, { actor, today }) {
    const key = { institutionId: actor.institutionId, customerId: input.customerId };
    const row = await db
      .selectFrom('customer')
      .select(['kind', 'credit_code'])
      .where('institution_id', '=', key.institutionId)
      .where('id', '=', key.customerId)
      .executeTakeFirstOrThrow();
    const facts = sizeFactsOf(await fileKeeper().answers(db, key));
    const rules = sizeRulesOn(today);
    const sized = rules && isSized(row) ? sizeOf(rules, facts) : NOT_AN_ENTERPRISE;
    const creditFen = input.creditTotal ?? (await creditTotalOf(db, { ...key, today }));
    const { party } = rulesOfKind(row.kind);
    const judged = { party, size: sized.size, creditFen };
    return {
      customer: key.customerId,
      ...sizeAnswer(sized),
      byAnalogy: sized.outcome === 'SIZED' && BY_ANALOGY.has(row.kind as CustomerKind),
      ruleSet: rules?.code ?? null,
      edition: rules?.edition ?? null,
      legalBasis: rules?.legalBasis ?? null,
      creditTotal: yuanOf(creditFen),
      inclusive: inclusiveAnswers(judged, today),
    };
  },
});

const NOT_AN_ENTERPRISE: Sized = {
  outcome: 'NOT_AN_ENTERPRISE',
  size: null,
  industry: null,
  missing: [],
};

/** A farm is sized once it is registered; other households never are. */
function isSized({ kind, credit_code }: { kind: string; credit_code: string | null }): boolean {
  if (rulesOfKind(kind).party !== 'HOUSEHOLD') return true;
  return kind === 'FAMILY_FARM' && credit_code !== null;
}

const wholeOf = (value: unknown): bigint | null =>
  /^\d{1,18}$/.test(String(value)) ? BigInt(String(value)) : null;

/** What the file says, by the codes of its items. */
function sizeFactsOf(answers: Readonly<Record<string, unknown>>): SizeFacts {
  const { INDUSTRY, EMPLOYEES, TURNOVER, ASSETS } = answers;
  return {
    industry: typeof INDUSTRY === 'string' ? INDUSTRY : null,
    employees: wholeOf(EMPLOYEES),
    turnoverFen: wholeOf(TURNOVER),
    assetsFen: wholeOf(ASSETS),
  };
}

const sizeAnswer = ({ outcome, size, industry, missing }: Sized) => ({
  outcome,
  size,
  industry: industry?.code ?? null,
  industryLabel: industry?.label ?? null,
  missing,
});

const inclusiveAnswers = (facts: InclusiveFacts, today: string) =>
  (['NFRA', 'PBC'] as const)
    .map((authority) => inclusiveOn(authority, today, facts))
    .filter((found) => found !== null)
    .map(inclusiveAnswer);

const inclusiveAnswer = ({ ruleSet, class: found, limitFen, within }: Inclusive) => ({
  authority: ruleSet.authority,
  class: found,
  within,
  limit: limitFen === null ? null : yuanOf(limitFen),
  ruleSet: ruleSet.code,
  legalBasis: ruleSet.legalBasis,
});
