import { sql } from 'kysely';
import { z } from 'zod';
import { type Command, command } from '../commands/command.ts';
import { pattern, ref } from '../commands/input.ts';
import { refuse } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Job } from './job.ts';

const JOB = /^[a-z-]+\.[a-z-]+$/;
const MAX_NAME = 64;

/** The command that runs a job of the caller's institution now, outside its time. */
export const runJob = (jobs: readonly Job[]): Command =>
  command({
    name: 'job.run',
    permission: 'job.run',
    scope: 'institution',
    title: { en: 'Run a job now', zh: '立即执行作业' },
    description: {
      en: 'Queues a background job of the institution; the run says what became of it. Running one once more does no harm.',
      zh: '将本机构的后台作业加入队列，结果见作业记录；重复执行不产生重复效果。',
    },
    input: z.object({ job: pattern(JOB, MAX_NAME) }),
    result: z.object({ run: ref('JobRun') }),
    acts: ['job.requested'],
    async handler(tx, input, { actor, emit, today }) {
      const job = jobs.find(({ name }) => name === input.job);
      if (!job?.kinds.includes(actor.institutionKind)) {
        throw refuse('object.not_found', { path: ['job'] });
      }
      const id = newId();
      const row = { institution_id: actor.institutionId, id, job: job.name, occasion: id };
      await tx
        .insertInto('job_run')
        .values({
          ...row,
          business_date: today,
          status: 'QUEUED',
          requested_by_id: actor.personId,
        })
        .execute();
      await sql`select queue_job(${job.name}, ${id}, ${today}::date)`.execute(tx);
      emit('job.requested', [{ type: 'JobRun', id, version: 1 }], { job: job.name });
      return { run: id };
    },
  });
