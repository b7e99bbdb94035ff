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

export const purgeDeliveries = command({
  name: 'webhook-delivery.purge',
  permission: 'webhook-delivery.purge',
  scope: 'institution',
  title: { en: 'Forget old deliveries of webhooks', zh: '清理过期推送记录' },
  description: {
    en: 'Forgets deliveries that have arrived or were dropped longer ago than so many days, up to 5,000 at a time. Their number stays, and so does the last that arrived at each endpoint; what has not arrived is never forgotten.',
    zh: '清理早于指定天数的已送达或已作废推送记录，每次至多 5000 条。送达数量及各端点最近一次送达予以保留，未送达的从不清理。',
  },
  input: z.object({ olderThanDays: z.number().int().min(2).max(MAX_DAYS) }),
  result: z.object({ purged: z.number().int(), remaining: z.boolean() }),
  acts: ['webhook-delivery.purged'],
  async handler(tx, { olderThanDays }, { actor, emit, today }) {
    const before = `${addDays(today, -olderThanDays)}${MIDNIGHT}`;
    const { rows } = await sql<{ purged: bigint }>`
      select purge_webhook_deliveries(${before}::timestamptz, ${BATCH}) as purged`.execute(tx);
    const purged = Number(rows[0]?.purged ?? 0);
    const institution = [{ type: 'Institution', id: actor.institutionId }];
    emit('webhook-delivery.purged', institution, { before, purged });
    return { purged, remaining: purged === BATCH };
  },
});

export const purgeDeliveriesDaily: Job = {
  name: 'webhook-delivery.purge',
  title: { en: 'Forget old deliveries of webhooks', zh: '清理过期推送记录' },
  cron: '50 3 * * *',
  kinds: ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'],
  commands: ['webhook-delivery.purge'],
  async run({ institutionId, reader, perform, settings, signal }) {
    const endpoints = reader.selectFrom('webhook_endpoint').select('id');
    const any = await endpoints.where('institution_id', '=', institutionId).limit(1).execute();
    let purged = 0;
    for (let batch = 1; any.length > 0 && batch <= MAX_BATCHES; batch += 1) {
      signal.throwIfAborted();
      const input = { olderThanDays: settings.webhookDeliveriesKeptDays };
      const done = await perform('webhook-delivery.purge', input, String(batch));
      purged += Number(done.purged);
      if (!done.remaining) break;
    }
    return { purged };
  },
};
