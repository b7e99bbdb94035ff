import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';

const MOST_ROWS = 1_000_000;
const SHA256 = /^[0-9a-f]{64}$/;

/** Nobody holds its permission: only the route that sends a file says how that ended. */
export const endExport = command({
  name: 'export-record.end',
  permission: 'export-record.end',
  scope: 'references',
  title: { en: 'Say how an export ended', zh: '登记导出结果' },
  description: {
    en: 'All of it left, with the digest of its bytes, or it broke off. The file does not end before this is written.',
    zh: '文件全部发出（附摘要）或中断。写入本记录之前文件不会结束。',
  },
  on: { noun: 'ExportRecord', table: 'export_record' },
  input: z.object({
    rows: z.number().int().min(0).max(MOST_ROWS),
    bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    sha256: pattern(SHA256, 64).optional().describe('Of the whole file; none for one that broke.'),
  }),
  result: z.object({ exportRecord: ref('ExportRecord') }),
  acts: ['export.ended', 'export.broken'],
  errors: ['export.ended'],
  async handler(tx, { rows, bytes, sha256 }, { actor, target, emit, now }) {
    if (target.status === 'DONE') throw refuse('export.ended');
    await tx
      .updateTable('export_record')
      .set({
        status: sha256 ? 'DONE' : 'BROKEN',
        ended_at: now,
        row_count: rows,
        byte_count: BigInt(bytes),
        sha256: sha256 ?? null,
      })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const objects = [{ type: 'ExportRecord', id: target.id, version: target.version + 1 }];
    const data = { rows, bytes: String(bytes), ...(sha256 && { sha256 }) };
    emit(sha256 ? 'export.ended' : 'export.broken', objects, data, target.purpose);
    return { exportRecord: target.id };
  },
});
