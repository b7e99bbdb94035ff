import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { addDays } from '../../../kernel/dates.ts';
import type { Job } from '../../../kernel/jobs/job.ts';

/** Rows forgotten in one transaction; the next one takes the rest. */
const BATCH = 5_000;
/** Ten million in one night; the night after takes more. */
const MAX_BATCHES = 2_000;
const MAX_DAYS = 3_650;
/** A civil day begins in China at 16:00 UTC of the day before. */
const MIDNIGHT = 'T00:00:00+08:00';

export const purgeKeys = command({
  name: 'idempotency.purge',
  permission: 'idempotency.purge',
  scope: 'institution',
  title: { en: 'Forget old idempotency keys', zh: '清理过期幂等键' },
  description: {
    en: 'Forgets the stored answers of commands older than so many days, up to 5,000 at a time. From then on such a key is as good as new.',
    zh: '清理早于指定天数的命令应答记录，每次至多 5000 条；清理后该幂等键可视为未用。',
  },
  input: z.object({ olderThanDays: z.number().int().min(1).max(MAX_DAYS) }),
  result: z.object({ purged: z.number().int(), remaining: z.boolean() }),
  acts: ['idempotency.purged'],
  async handler(tx, input, { actor, emit, today }) {
    const before = `${addDays(today, -input.olderThanDays)}${MIDNIGHT}`;
    const { rows } = await sql<{ purged: bigint }>`
      select purge_idempotency(${before}::timestamptz, ${BATCH}) as purged`.execute(tx);
    const purged = Number(rows[0]?.purged ?? 0);
    const institution = [{ type: 'Institution', id: actor.institutionId }];
    emit('idempotency.purged', institution, { before, purged });
    return { purged, remaining: purged === BATCH };
  },
});

export const purgeKeysDaily: Job = {
  name: 'idempotency.purge',
  title: { en: 'Forget old idempotency keys', zh: '清理过期幂等键' },
  cron: '40 3 * * *',
  kinds: ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'],
  commands: ['idempotency.purge'],
  async run({ perform, settings, signal }) {
    let purged = 0;
    for (let batch = 1; batch <= MAX_BATCHES; batch += 1) {
      signal.throwIfAborted();
      const input = { olderThanDays: settings.idempotencyKeptDays };
      const done = await perform('idempotency.purge', input, String(batch));
      purged += Number(done.purged);
      if (!done.remaining) break;
    }
    return { purged };
  },
};
