/** 到期与逾期: loans whose figures become others with the new day, and those that are overdue a day longer. */
import { type RawBuilder, sql } from 'kysely';
import { sparing } from '../../../kernel/commands/sparing.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { emitChanges, reclassify } from '../../classification/index.ts';
import { isStandingOn, movedColumns } from '../../servicing/index.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

/** Loans looked at in one part. */
const MOST = 1_000;
/** Of these, whose class may turn: each may become a fact, and its debtor's other loans too. */
const MOST_TURNING = 500;

type Picked = { id: string };
type Pick = RawBuilder<Picked>;

const beyond = (column: string, { reached }: StepContext) =>
  reached === null ? sql`true` : sql`${sql.ref(column)} > ${reached}::uuid`;

/** Whatever is paid out, where no day has ended before. */
const everyLoan = (context: StepContext): Pick => sql`
  select id from loan where institution_id = ${context.institutionId}
    and status = 'ACTIVE' and ${beyond('id', context)}
  order by id limit ${MOST}`;

/** Those of which a standing begins with the new day. */
const changed = (context: StepContext): Pick => sql`
  select loan_id as id from loan_standing where institution_id = ${context.institutionId}
    and valid_from = ${context.opens}::date and ${beyond('loan_id', context)}
  order by loan_id limit ${MOST}`;

const overdue = (context: StepContext): Pick => sql`
  select id from loan where institution_id = ${context.institutionId}
    and overdue_since is not null and ${beyond('id', context)}
  order by id limit ${MOST}`;

type Held = { id: string; turning: boolean };

/**
 * Locked in the order of their ids; what a write has moved on already, to this day or a later one,
 * stays.
 */
async function hold(tx: Tx, ids: readonly string[], { institutionId, opens }: StepContext) {
  const { rows } = await sql<Held>`
    select id, coalesce(class_turns_on <= ${opens}::date, false) as turning from loan
    where institution_id = ${institutionId} and id = any(${ids}::uuid[])
      and status = 'ACTIVE' and position_on < ${opens}::date
    order by id for no key update`.execute(tx);
  return rows;
}

/** No more than may turn in one part: the others wait for the next one. */
async function among(tx: Tx, ids: readonly string[], { institutionId, opens }: StepContext) {
  const { rows } = await sql<{ id: string }>`
    select id from loan where institution_id = ${institutionId} and id = any(${ids}::uuid[])
      and class_turns_on <= ${opens}::date order by id offset ${MOST_TURNING} limit 1`.execute(tx);
  const [tooMany] = rows;
  return tooMany ? ids.slice(0, ids.indexOf(tooMany.id)) : ids;
}

async function moveOn(tx: Tx, ids: readonly string[], { institutionId, opens }: StepContext) {
  if (ids.length === 0) return;
  const loan = sql.ref('loan.id');
  await sql`update loan set ${movedColumns(opens)} from loan_standing s
    where ${isStandingOn({ institutionId, loan, day: opens })}
      and loan.institution_id = ${institutionId} and loan.id = any(${ids}::uuid[])`.execute(tx);
}

/** Figures and class become others in one update: on some nights both do for every loan. */
async function moveAndClassify(tx: Tx, ids: readonly string[], context: StepContext) {
  const { institutionId, opens } = context;
  const held = await hold(tx, ids, context);
  const [turning, rest] = [
    held.filter((each) => each.turning),
    held.filter((each) => !each.turning),
  ];
  await moveOn(
    tx,
    rest.map(({ id }) => id),
    context,
  );
  const loanIds = turning.map(({ id }) => id);
  const moving = new Set(loanIds);
  const changes = await reclassify(tx, { institutionId, loanIds, on: opens, moving });
  return { loans: held.length, changes };
}

const moving =
  (pick: (context: StepContext) => Pick) =>
  async (tx: Tx, context: StepContext): Promise<Part> => {
    const { rows } = await pick(context).execute(tx);
    const picked = rows.map(({ id }) => id);
    const ids = picked.length === 0 ? picked : await among(tx, picked, context);
    const work = (some: readonly string[]) => moveAndClassify(tx, some, context);
    const { values, failed } = await sparing(tx, ids, work);
    const changes = values.flatMap((each) => each.changes);
    emitChanges(context.emit, changes, context.opens);
    const loans = values.reduce((sum, each) => sum + each.loans, 0);
    const counts = { loans, reclassified: changes.length };
    const isLast = picked.length < MOST && ids.length === picked.length;
    return { counts, reached: isLast ? null : (ids.at(-1) ?? null), failed };
  };

registerDayEndStep({
  code: 'POSITIONS',
  title: { en: 'What falls due and what is overdue', zh: '到期与逾期' },
  acts: ['loan.reclassified'],
  run: (tx, context) => moving(context.first ? everyLoan : changed)(tx, context),
});

registerDayEndStep({
  code: 'DELAYS',
  title: { en: 'A day longer overdue', zh: '逾期天数' },
  acts: ['loan.reclassified'],
  run: moving(overdue),
});
