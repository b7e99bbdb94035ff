import { sql } from 'kysely';
import { z } from 'zod';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { type Erasing, emitErased, erasePersonData } from '../erasing.ts';
import { ERASED_WORDS } from '../held.ts';
import { endedBy, type RetentionSubject, retentionRulesOn } from '../retention-rules.ts';

/** People erased in one run, and rows of the other rules: the next run takes the rest. */
const MOST_PEOPLE = 50;
const MOST_ROWS = 5_000;

type Asking = { institutionId: string; personId: string; today: string; emit: Emit };
type Applied = { rule: string; due: number; applied: number };

export const applyRetention = command({
  name: 'privacy.apply-retention',
  permission: 'privacy.apply-retention',
  scope: 'institution',
  title: { en: 'Apply the rules of retention', zh: '执行保存期限规则' },
  description: {
    en: 'Erases what is kept no longer: files whose lawful time is over, files closed long ago, outcomes of old requests, words of old reasons. Counts per rule; a dry run counts and keeps all. Runs daily; running it twice does no harm.',
    zh: '删除保存期限届满的内容：法定保存期满的档案、久已关闭的档案、过往个人请求的结果及日志理由文字。按规则返回数量，试运行仅统计。每日执行，可重复执行。',
  },
  input: z.object({}),
  result: z.object({
    ruleSet: z.string(),
    rules: z.array(
      z.object({ rule: z.string(), due: z.number().int(), applied: z.number().int() }),
    ),
    remaining: z.boolean(),
  }),
  acts: ['privacy.retention-applied', 'privacy.erased', 'privacy.minimised'],
  errors: [],
  async handler(tx, _input, { actor, emit, today }) {
    const { institutionId, personId } = actor;
    const asking = { institutionId, personId, today, emit };
    const { code, rules } = retentionRulesOn(today);
    const lastDay = (subject: RetentionSubject): string => endedBy(today, rules[subject]);
    const applied = [
      await erasePeople(tx, asking, { rule: 'MINIMISED_FILES', due: await minimised(tx, asking) }),
      await erasePeople(tx, asking, {
        rule: 'CLOSED_FILES',
        due: await closed(tx, asking, lastDay('CLOSED_FILES')),
      }),
      await forgetOutcomes(tx, asking, lastDay('DECIDED_REQUESTS')),
      await forgetOldReasons(tx, asking, lastDay('JOURNAL_REASONS')),
    ];
    const counts = Object.fromEntries(applied.map((each) => [each.rule, each.applied]));
    const institution = [{ type: 'Institution', id: institutionId }];
    emit('privacy.retention-applied', institution, { ruleSet: code, ...counts });
    // What is due but held up by a contract stays so tomorrow: only full batches have more to take.
    const remaining = applied.some(({ rule, applied: done }) => done === batchOf(rule));
    return { ruleSet: code, rules: applied, remaining };
  },
});

const batchOf = (rule: string): number => (rule.endsWith('_FILES') ? MOST_PEOPLE : MOST_ROWS);

type Due = { id: string };

/** Kept for a law whose time is over. */
async function minimised(tx: Tx, { institutionId, today }: Asking): Promise<string[]> {
  const { rows } = await sql<Due>`
    select customer_id as id from erasure
    where institution_id = ${institutionId} and completed_on is null and kept_until <= ${today}::date
    order by kept_until, customer_id limit ${MOST_PEOPLE}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Closed so long ago that no purpose is left. */
async function closed(tx: Tx, { institutionId }: Asking, lastDay: string): Promise<string[]> {
  const { rows } = await sql<Due>`
    select id from customer
    where institution_id = ${institutionId} and status = 'CLOSED' and closed_on <= ${lastDay}::date
      and not exists (select from erasure where erasure.institution_id = customer.institution_id
        and erasure.customer_id = customer.id and erasure.completed_on is null)
    order by closed_on, id limit ${MOST_PEOPLE}`.execute(tx);
  return rows.map(({ id }) => id);
}

type People = { rule: string; due: readonly string[] };

async function erasePeople(tx: Tx, asking: Asking, { rule, due }: People): Promise<Applied> {
  let applied = 0;
  for (const customerId of due) {
    const { institutionId, personId, today, emit } = asking;
    await tx
      .selectFrom('customer')
      .select('id')
      .where('institution_id', '=', institutionId)
      .where('id', '=', customerId)
      .forNoKeyUpdate()
      .execute();
    const ground = 'RETENTION_ENDED';
    const erasing: Erasing = { institutionId, customerId, personId, today, ground };
    const erased = await erasePersonData(tx, erasing);
    if (typeof erased === 'string') continue;
    emitErased(emit, ground, erased);
    applied += 1;
  }
  return { rule, due: due.length, applied };
}

async function forgetOutcomes(
  tx: Tx,
  { institutionId }: Asking,
  lastDay: string,
): Promise<Applied> {
  const { rows } = await sql<Due>`
    update correction_request set outcome = ${ERASED_WORDS}
    where institution_id = ${institutionId} and id in (
      select id from correction_request
      where institution_id = ${institutionId} and decided_on <= ${lastDay}::date
        and outcome <> ${ERASED_WORDS} limit ${MOST_ROWS})
    returning id`.execute(tx);
  return { rule: 'DECIDED_REQUESTS', due: rows.length, applied: rows.length };
}

/** A day of the journal begins in China at 16:00 UTC of the day before. */
const MIDNIGHT = 'T00:00:00+08:00';

async function forgetOldReasons(
  tx: Tx,
  { institutionId }: Asking,
  lastDay: string,
): Promise<Applied> {
  const { rows } = await sql<Due>`
    update journal_reason set reason = null, salt = null
    where institution_id = ${institutionId} and id in (
      select id from journal_reason
      where institution_id = ${institutionId} and reason is not null
        and created_at < ${`${lastDay}${MIDNIGHT}`}::timestamptz limit ${MOST_ROWS})
    returning id`.execute(tx);
  return { rule: 'JOURNAL_REASONS', due: rows.length, applied: rows.length };
}

const MAX_RUNS = 200;

/** Run after run until nothing is left to take. */
export const applyRetentionDaily: Job = {
  name: 'privacy.apply-retention',
  title: { en: 'Apply the rules of retention', zh: '执行保存期限规则' },
  cron: '10 3 * * *',
  kinds: ['BANK'],
  commands: ['privacy.apply-retention'],
  async run({ perform, signal }) {
    let applied = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('privacy.apply-retention', {}, String(part));
      const rules = done.rules as readonly Applied[];
      applied += rules.reduce((sum, each) => sum + each.applied, 0);
      if (!done.remaining) break;
    }
    return { applied };
  },
};
