import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import type { Job, JobContext } from '../../../kernel/jobs/job.ts';
import { FIRST_STEP, type Step, stepsOf, takeStep } from '../../../kernel/vault/rewrap.ts';

export const REWRAP = 'key.rewrap';

const step = () => pattern(/^[a-z_]+(\.[a-z_]+)?$/, 128);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const rewrapKeys = command({
  name: REWRAP,
  permission: 'key.rotate',
  scope: 'institution',
  title: { en: 'Bring a part under the newest keys', zh: '分批换用最新密钥' },
  description: {
    en: 'One bounded step: up to 1,000 subject keys, or 500 digests. The result names the step that follows; none when all is done. The job of this name takes all steps.',
    zh: '执行一个有界步骤：至多 1000 个主体密钥或 500 条摘要；结果给出下一步，全部完成时为空。同名作业会依次执行全部步骤。',
  },
  input: z.object({ step: step(), after: pattern(UUID, 36).optional() }),
  result: z.object({
    count: z.number().int(),
    next: z.object({ step: z.string(), after: z.string().optional() }).nullable(),
  }),
  acts: ['key.rewrapped'],
  errors: ['key.no_step'],
  async handler(tx, input, { actor, emit, vault }) {
    const { institutionId } = actor;
    if (!stepsOf(vault.keys).includes(input.step)) throw refuse('key.no_step', { path: ['step'] });
    const done = await takeStep({ tx, institutionId, keys: vault.keys }, input);
    const institution = [{ type: 'Institution', id: institutionId }];
    emit('key.rewrapped', institution, { step: input.step, count: done.count });
    return done;
  },
});

/** Told after every step: what it was, and how many it brought under the newest keys. */
export type Progress = (step: string, count: number) => void;

/** Takes step after step until none is left. */
export async function rewrapAll(
  { perform, signal }: Pick<JobContext, 'perform' | 'signal'>,
  progress: Progress = () => undefined,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let following: Step | null = FIRST_STEP;
  for (let part = 1; following !== null; part += 1) {
    signal.throwIfAborted();
    const { step: name } = following;
    const done = await perform(REWRAP, following, String(part));
    counts[name] = (counts[name] ?? 0) + Number(done.count);
    progress(name, Number(done.count));
    following = stepOf(done.next);
  }
  return counts;
}

/** A step as it came back, with null for what is absent. */
function stepOf(answer: unknown): Step | null {
  const next = answer as { step: string; after: string | null } | null;
  return next && { step: next.step, ...(next.after === null ? {} : { after: next.after }) };
}

/** Once a week, for keys that a process with older settings wrapped meanwhile. */
export const rewrapWeekly: Job = {
  name: REWRAP,
  title: { en: 'Bring everything under the newest keys', zh: '全部换用最新密钥' },
  cron: '10 2 * * 6',
  kinds: ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'],
  commands: [REWRAP],
  run: (context) => rewrapAll(context),
};
