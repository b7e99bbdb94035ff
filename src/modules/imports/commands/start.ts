import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { mustBeMine, mustBeMineToStop, onImport, saveImport } from '../stored.ts';

/** Of the job that works an import off. */
export const RUN_JOB = 'import.run';

export const startImport = command({
  name: 'import.start',
  permission: 'import.make',
  scope: 'references',
  title: { en: 'Start an import', zh: '开始导入' },
  description: {
    en: 'Queues the rows to be worked off as the caller, with the rights of the moment each is done at. One that came to a stop goes on where it stopped; nothing is done twice.',
    zh: '将导入加入队列，以发起人在办理当时的权限逐批执行；中断的可再次开始并从中断处继续，不会重复办理。',
  },
  on: onImport,
  input: z.object({}),
  result: z.object({ import: ref('Import') }),
  acts: ['import.started'],
  errors: ['import.not_yours', 'import.state'],
  async handler(tx, _input, { actor, emit, target, today, now }) {
    mustBeMine(target, actor);
    if (target.status !== 'READY' && target.status !== 'RUNNING') throw refuse('import.state');
    const started_at = target.started_at ?? now;
    const version = await saveImport(tx, target, { status: 'RUNNING', started_at });
    await sql`select queue_job(${RUN_JOB}, ${target.id}, ${today}::date)`.execute(tx);
    const { kind, dry_run: dryRun, row_count: rows } = target;
    emit('import.started', [{ type: 'Import', id: target.id, version }], { kind, dryRun, rows });
    return { import: target.id };
  },
});

export const cancelImport = command({
  name: 'import.cancel',
  permission: 'import.make',
  scope: 'references',
  title: { en: 'Cancel an import', zh: '取消导入' },
  description: {
    en: 'No further row is worked off; what is done stays. By whoever sent the file, or somebody whose scope is the whole institution. The file may then be sent anew.',
    zh: '停止处理其余各行，已办理的保留。由上传人或管辖全机构的人员取消；取消后可重新上传该文件。',
  },
  on: onImport,
  input: z.object({}),
  result: z.object({ import: ref('Import') }),
  acts: ['import.cancelled'],
  errors: ['import.not_yours', 'import.state'],
  async handler(tx, _input, { actor, emit, target, now }) {
    mustBeMineToStop(target, actor);
    if (target.ended_at) throw refuse('import.state');
    const version = await saveImport(tx, target, { status: 'CANCELLED', ended_at: now });
    const { done_count: done, row_count: rows } = target;
    emit('import.cancelled', [{ type: 'Import', id: target.id, version }], { done, rows });
    return { import: target.id };
  },
});
