import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { addDays } from '../../../kernel/dates.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { destroyKeys } from '../../../kernel/vault/destroy.ts';
import { importRetentionOn } from '../retention-rules.ts';

/** Imports in one run; the next run takes the rest. */
const MOST_SHREDDED = 100;

export const shredDue = command({
  name: 'import.shred-due',
  permission: 'import.shred-due',
  scope: 'institution',
  title: { en: 'Shred what old imports held', zh: '销毁到期导入内容' },
  description: {
    en: 'Destroys the keys of imports received longer ago than the rule set keeps them: their rows cannot be opened again, states and counts stay. What was not worked off by then is cancelled. Runs daily; running it twice does no harm.',
    zh: '销毁超过保存期限的导入的密钥，行内容不可恢复，状态与数量保留；届时未完成的导入予以取消。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({ shredded: z.number().int(), remaining: z.boolean() }),
  acts: ['import.shredded'],
  async handler(tx, _input, { actor, emit, today, now }) {
    const { institutionId } = actor;
    const { code, keptDays } = importRetentionOn(today);
    const due = await tx
      .selectFrom('import')
      .select(['id', 'ended_at'])
      .where('institution_id', '=', institutionId)
      .where('shredded_on', 'is', null)
      .where('received_on', '<=', addDays(today, -keptDays))
      .orderBy('received_on')
      .orderBy('id')
      .limit(MOST_SHREDDED + 1)
      .forNoKeyUpdate()
      .execute();
    const taken = due.slice(0, MOST_SHREDDED);
    const ids = taken.map(({ id }) => id);
    const open = taken.flatMap(({ id, ended_at }) => (ended_at ? [] : [id]));
    if (ids.length > 0) await destroyKeys(tx, institutionId, ids);
    const ofThese = tx.updateTable('import').where('institution_id', '=', institutionId);
    if (ids.length > 0) await ofThese.set({ shredded_on: today }).where('id', 'in', ids).execute();
    if (open.length > 0) {
      const cancelled = { status: 'CANCELLED', ended_at: now };
      await ofThese.set(cancelled).where('id', 'in', open).execute();
    }
    const objects = ids.map((id) => ({ type: 'Import', id }));
    emit('import.shredded', objects, { ruleSet: code, shredded: ids.length });
    return { shredded: ids.length, remaining: due.length > MOST_SHREDDED };
  },
});

const MAX_RUNS = 100;

export const shredDueDaily: Job = {
  name: 'import.shred-due',
  title: { en: 'Shred what old imports held', zh: '销毁到期导入内容' },
  cron: '50 3 * * *',
  kinds: ['BANK'],
  commands: ['import.shred-due'],
  async run({ perform, signal }) {
    let shredded = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('import.shred-due', {}, String(part));
      shredded += Number(done.shredded);
      if (!done.remaining) break;
    }
    return { shredded };
  },
};
