import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import type { Job } from '../../../kernel/jobs/job.ts';

/** Moves that lapse in one run; the next run takes the rest. */
const MOST_LAPSED = 500;

export const lapseMoves = command({
  name: 'customer.lapse-moves',
  permission: 'customer.lapse-moves',
  scope: 'institution',
  title: { en: 'Let undecided moves lapse', zh: '清理逾期未确认的转移' },
  description: {
    en: 'Ends the moves nobody decided in time. Runs daily; running it twice does no harm.',
    zh: '将超过确认期限的客户转移置为失效。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({ lapsed: z.number().int(), remaining: z.boolean() }),
  acts: ['customer-move.lapsed'],
  async handler(tx, _input, { actor, emit, today }) {
    const due = await tx
      .selectFrom('customer_move')
      .select('id')
      .where('institution_id', '=', actor.institutionId)
      .where('status', '=', 'PROPOSED')
      .where('expires_on', '<=', today)
      .orderBy('expires_on')
      .orderBy('id')
      .limit(MOST_LAPSED + 1)
      .forNoKeyUpdate()
      .execute();
    const taken = due.slice(0, MOST_LAPSED).map(({ id }) => id);
    if (taken.length > 0) {
      await tx
        .updateTable('customer_move')
        .set({ status: 'LAPSED', decided_on: today })
        .where('institution_id', '=', actor.institutionId)
        .where('id', 'in', taken)
        .execute();
    }
    const objects = taken.map((id) => ({ type: 'CustomerMove', id }));
    emit('customer-move.lapsed', objects, { lapsed: taken.length });
    return { lapsed: taken.length, remaining: due.length > MOST_LAPSED };
  },
});

const MAX_RUNS = 1_000;

export const lapseMovesDaily: Job = {
  name: 'customer.lapse-moves',
  title: { en: 'Let undecided moves lapse', zh: '清理逾期未确认的转移' },
  cron: '40 0 * * *',
  kinds: ['BANK'],
  commands: ['customer.lapse-moves'],
  async run({ perform, signal }) {
    let lapsed = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('customer.lapse-moves', {}, String(part));
      lapsed += Number(done.lapsed);
      if (!done.remaining) break;
    }
    return { lapsed };
  },
};
