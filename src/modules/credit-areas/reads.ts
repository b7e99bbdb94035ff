import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { CreditLevel } from '../../generated/enums.ts';
import { type Actor, holdsAt, permissionsAt } from '../../kernel/auth/actor.ts';
import { date, enumeration, id, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { scopeOf, under } from '../staff/index.ts';
import { criteriaOn } from './criteria-in-force.ts';
import { figuresOn, type Subject } from './figures.ts';
import { judge, levelOfArea } from './rules.ts';
import { criteriaOfRow, factsOf, shownFindings } from './standing.ts';
import { allowedActions } from './workflow.ts';

const MOST_SHOWN = 100;
const areaCode = () => pattern(/^\d{6}(\d{3}(\d{3})?)?$/, 12);

const standingInput = z.object({
  level: enumeration('CreditLevel', CreditLevel),
  areaCode: areaCode().optional(),
  customerId: id('Customer').optional(),
  asOf: date().optional(),
});
type Asked = z.output<typeof standingInput>;

const standing = read({
  name: 'credit-area.standing',
  permission: 'credit-area.read',
  scope: 'references',
  title: { en: 'Live figures against the criteria', zh: '信用达标情况' },
  input: standingInput,
  cost: 500,
  async run(db, input, { actor, today }) {
    const { institutionId } = actor;
    const { level } = input;
    const day = input.asOf ?? today;
    const subject = await subjectOf(db, input, actor);
    const { code, legalBasis, rules } = await criteriaOn(db, institutionId, { level, day });
    const [row, attested] = await papersOf(db, { institutionId, level, subject, day });
    const figures = await figuresOn(db, { institutionId, subject, day, rules }, attested);
    const { findings, qualified } = judge(rules.criteria, figures);
    return {
      level,
      areaCode: subject.areaCode,
      customer: subject.customerId,
      asOf: day,
      criteria: code,
      legalBasis,
      findings: shownFindings(findings),
      qualified,
      inForce: row,
    };
  },
});

/** It counts to the household: the whole area must be the caller's to see, and its files. */
async function subjectOf(db: Db, asked: Asked, actor: Actor): Promise<Subject> {
  if (!actor.permissions.has('customer.read')) throw refuse('auth.forbidden');
  const { level, areaCode: code, customerId } = asked;
  if (level === 'HOUSEHOLD' && customerId && !code) {
    const customer = await db
      .selectFrom('customer')
      .select('area_code')
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', customerId)
      .where('party', '=', 'HOUSEHOLD')
      .executeTakeFirst();
    if (!customer) throw refuse('credit-area.subject', { path: ['customerId'] });
    return { areaCode: customer.area_code, customerId };
  }
  if (!code || customerId || levelOfArea(code) !== level) {
    throw refuse('credit-area.subject', { path: ['areaCode'] });
  }
  if (!holdsAt(actor, 'customer.read', code))
    throw refuse('object.not_found', { path: ['areaCode'] });
  return { areaCode: code, customerId: null };
}

type Sought = { institutionId: string; level: string; subject: Subject; day: string };
type Papers = { id: string; in_force: boolean; attestations: { code: string }[] };

/** The standing in force on the day, and the papers of the latest application by then. */
async function papersOf(
  db: Db,
  { institutionId, level, subject, day }: Sought,
): Promise<[string | null, { code: string }[]]> {
  const { rows } = await sql<Papers>`
    select id, attestations, coalesce(valid_from <= ${day}::date and valid_to > ${day}::date, false)
      as in_force
    from credit_area
    where institution_id = ${institutionId} and level = ${level} and applied_on <= ${day}::date
      and ${subject.customerId ? sql`customer_id = ${subject.customerId}` : sql`area_code = ${subject.areaCode}`}
    order by applied_on desc, id desc`.execute(db);
  return [rows.find((row) => row.in_force)?.id ?? null, rows[0]?.attestations ?? []];
}

const allowed = read({
  name: 'credit-area.allowed-actions',
  permission: 'credit-area.read',
  scope: 'references',
  title: { en: 'What may be done with a standing now', zh: '信用评定可执行操作' },
  input: z.object({ creditAreaId: id('CreditArea') }),
  cost: 3,
  async run(db, { creditAreaId }, { actor, today }) {
    const row = await db
      .selectFrom('credit_area')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', creditAreaId)
      .executeTakeFirst();
    if (!row) throw refuse('object.not_found', { path: ['creditAreaId'] });
    const { rules } = await criteriaOfRow(db, row, today);
    const here = { ...actor, permissions: permissionsAt(actor, row.area_code) };
    const actions = allowedActions(await factsOf(db, row, { rules, today }), here);
    return {
      creditArea: row.id,
      allowedActions: actions.map((each) => ({ ...each, action: `credit-area.${each.action}` })),
    };
  },
});

type Due = { creditArea: string; dueOn: string; daysLate: number };

const reviewsDue = read({
  name: 'credit-area.reviews-due',
  permission: 'credit-area.read',
  scope: 'references',
  title: { en: 'Standings whose review is due', zh: '年审到期清单' },
  input: z.object({
    until: date().optional(),
    areaCode: areaCode().optional(),
    first: z.number().int().min(1).max(MOST_SHOWN).default(MOST_SHOWN),
  }),
  cost: 100,
  async run(db, { until: given, areaCode: code, first }, { actor, today }) {
    const until = given ?? today;
    const within: RawBuilder<unknown> = code ? under(sql.ref('area_code'), code) : sql`true`;
    const { rows } = await sql<Due>`
      select id as "creditArea", review_due_on as "dueOn",
        greatest(${today}::date - review_due_on, 0) as "daysLate"
      from credit_area
      where institution_id = ${actor.institutionId} and status = 'NAMED'
        and review_due_on <= ${until}::date and valid_to > ${today}::date
        and ${scopeOf(actor, sql.ref('territory_code'))} and ${within}
      order by review_due_on, id limit ${first + 1}`.execute(db);
    return { until, due: rows.slice(0, first), more: rows.length > first };
  },
});

export const creditAreaReads = [standing, allowed, reviewsDue];
