import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { newKey, ref } from '../../../kernel/commands/input.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { findPairs } from '../find.ts';

const MOST_SCANNED = 500;

export const scanDuplicates = command({
  name: 'duplicate.scan',
  permission: 'duplicate.scan',
  scope: 'institution',
  title: { en: 'Look for duplicate files', zh: '排查重复档案' },
  description: {
    en: 'Compares the next 500 files after a key with all others by digests of mobile number, address, name and how it sounds; what is alike enough is kept as a pair for a person.',
    zh: '自给定标识起，将其后500份档案与全部档案按手机号、地址、姓名及读音的摘要比对，相似的列为疑似重复交人工处理。',
  },
  input: z.object({ after: newKey().optional() }),
  result: z.object({
    scanned: z.number().int(),
    pairs: z.array(ref('DuplicatePair')),
    next: z.string().optional(),
  }),
  acts: ['duplicate.scanned'],
  async handler(tx, { after }, { actor, emit, today }) {
    const { institutionId } = actor;
    const rows = await tx
      .selectFrom('customer')
      .select('id')
      .where('institution_id', '=', institutionId)
      .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(MOST_SCANNED)
      .execute();
    const customerIds = rows.map(({ id }) => id);
    const pairs = await findPairs(tx, { institutionId, customerIds, today });
    const objects = pairs.map((id) => ({ type: 'DuplicatePair', id, version: 1 }));
    emit('duplicate.scanned', objects, { scanned: rows.length, found: pairs.length });
    const next = rows.length === MOST_SCANNED ? customerIds.at(-1) : undefined;
    return { scanned: rows.length, pairs, ...(next ? { next } : {}) };
  },
});

const MAX_RUNS = 20_000;

export const scanDuplicatesNightly: Job = {
  name: 'duplicate.scan',
  title: { en: 'Look for duplicate files', zh: '排查重复档案' },
  cron: '20 2 * * 0',
  kinds: ['BANK'],
  commands: ['duplicate.scan'],
  async run({ perform, signal }) {
    let found = 0;
    let after: string | undefined;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('duplicate.scan', after ? { after } : {}, String(part));
      found += (done.pairs as unknown[]).length;
      if (!done.next) break;
      after = String(done.next);
    }
    return { found };
  },
};
