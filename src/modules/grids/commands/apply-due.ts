import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import type { GridMove } from '../follower.ts';
import { letUndatedFollow } from '../following.ts';
import type { Boundary } from '../geometry.ts';

/** Changes carried out in one run; the next run takes the rest. */
const MAX_CHANGES = 50;
const MAX_OBJECTS = 400;

export const applyDue = command({
  name: 'grid.apply-due',
  permission: 'grid.manage',
  scope: 'institution',
  title: { en: 'Apply changes that are due', zh: '执行到期的网格调整' },
  description: {
    en: 'Lets customers and other undated records follow the changes whose day has come, in the order of their days. Runs daily; running it twice does no harm.',
    zh: '对已到生效日的网格调整，按日期先后将客户等无期间的记录迁入新网格。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({ applied: z.number().int(), remaining: z.boolean() }),
  acts: ['grid.changes-applied'],
  async handler(tx, _input, { actor, emit, today }) {
    const { institutionId } = actor;
    const due = await tx
      .selectFrom('grid_change')
      .select(['id', 'effective_date'])
      .where('institution_id', '=', institutionId)
      .where('applied_on', 'is', null)
      .where('effective_date', '<=', today)
      .orderBy('effective_date')
      .orderBy('id')
      .limit(MAX_CHANGES + 1)
      .forNoKeyUpdate()
      .execute();
    const taken = due.slice(0, MAX_CHANGES);
    const objects = taken.map(({ id }) => ({ type: 'GridChange', id, version: 2 }));
    const follows: { noun: string; count: number }[] = [];
    for (const { id, effective_date: effectiveDate } of taken) {
      const moves = await movesOf(tx, institutionId, id);
      const followed = await letUndatedFollow(tx, { institutionId, moves, effectiveDate, today });
      follows.push(...followed.tallies.map(({ noun, count }) => ({ noun, count })));
      await tx
        .updateTable('grid_change')
        .set({ applied_on: today })
        .where('institution_id', '=', institutionId)
        .where('id', '=', id)
        .execute();
    }
    const data = { applied: taken.length, follows: follows.slice(0, MAX_OBJECTS) };
    emit('grid.changes-applied', objects, data);
    return { applied: taken.length, remaining: due.length > MAX_CHANGES };
  },
});

const MAX_RUNS = 1_000;

/** Carries out what is due, run after run until nothing is left. */
export const applyDueDaily: Job = {
  name: 'grid.apply-due',
  title: { en: 'Apply changes that are due', zh: '执行到期的网格调整' },
  cron: '20 0 * * *',
  kinds: ['BANK'],
  commands: ['grid.apply-due'],
  async run({ perform, signal }) {
    let applied = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('grid.apply-due', {}, String(part));
      applied += Number(done.applied);
      if (!done.remaining) break;
    }
    return { applied };
  },
};

/** The moves of a change, read back from its lineage. */
async function movesOf(tx: Tx, institutionId: string, changeId: string): Promise<GridMove[]> {
  const rows = await tx
    .selectFrom('grid_lineage as l')
    .innerJoin('grid as p', (join) =>
      join
        .onRef('p.institution_id', '=', 'l.institution_id')
        .onRef('p.id', '=', 'l.predecessor_id'),
    )
    .leftJoin('grid as s', (join) =>
      join.onRef('s.institution_id', '=', 'l.institution_id').onRef('s.id', '=', 'l.successor_id'),
    )
    .select(['l.act', 'p.id as fromId', 'p.code as fromCode'])
    .select(['s.id as toId', 's.code as toCode', 's.boundary as boundary'])
    .where('l.institution_id', '=', institutionId)
    .where('l.change_id', '=', changeId)
    .orderBy('l.id')
    .execute();
  return [...Map.groupBy(rows, (row) => row.fromId)].map(([fromGridId, group]) => ({
    fromGridId,
    fromCode: group[0]?.fromCode ?? '',
    act: (group[0]?.act ?? 'MOVE') as GridMove['act'],
    to: group.flatMap(({ toId, toCode, boundary }) =>
      toId && toCode ? [{ gridId: toId, code: toCode, boundary: boundary as Boundary | null }] : [],
    ),
  }));
}
