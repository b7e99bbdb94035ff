/** 五级分类: loans whose class time alone may change on the new day. */
import { sql } from 'kysely';
import { sparing } from '../../../kernel/commands/sparing.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { emitChanges, reclassify } from '../../classification/index.ts';
import { type Part, registerDayEndStep, type StepContext } from '../steps.ts';

/** Each may become a fact, and its debtor's other loans too; a command writes at most a thousand. */
const MOST = 500;

type Turning = { id: string; turns: string };

/** In the order of their days, locked; those done before have another day and are behind. */
async function pick(tx: Tx, { institutionId, opens, reached }: StepContext): Promise<Turning[]> {
  const [day, id] = reached?.split(' ') ?? [];
  const { rows } = await sql<Turning>`
    select id, class_turns_on as turns from loan
    where institution_id = ${institutionId} and class_turns_on <= ${opens}::date
      and ${day && id ? sql`(class_turns_on, id) > (${day}::date, ${id}::uuid)` : sql`true`}
    order by class_turns_on, id limit ${MOST} for no key update`.execute(tx);
  return rows;
}

async function run(tx: Tx, context: StepContext): Promise<Part> {
  const { institutionId, opens, emit } = context;
  const turning = await pick(tx, context);
  const loanIds = turning.map(({ id }) => id);
  const { values, failed } = await sparing(tx, loanIds, (some) =>
    reclassify(tx, { institutionId, loanIds: some, on: opens }),
  );
  const changes = values.flat();
  emitChanges(emit, changes, opens);
  const last = turning.length < MOST ? undefined : turning.at(-1);
  return {
    counts: { loans: turning.length, changed: changes.length },
    reached: last ? `${last.turns} ${last.id}` : null,
    failed,
  };
}

registerDayEndStep({
  code: 'CLASSES',
  title: { en: 'Five-category classification', zh: '五级分类' },
  acts: ['loan.reclassified'],
  run,
});
