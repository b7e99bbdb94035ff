import { z } from 'zod';
import { actingBy } from '../auth/actor.ts';
import { actorOf } from '../auth/principal.ts';
import type { StatementConfig, Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { newId } from '../ids.ts';
import { destroyKeys } from '../vault/destroy.ts';
import { checkPolicy, inputPlace } from './approval-policy.ts';
import { type Command, type Context, command } from './command.ts';
import { mayRun } from './execute.ts';
import { decimal, json, pattern, ref } from './input.ts';
import { look, perform } from './perform.ts';
import { unseen } from './references.ts';
import { sendRaw } from './send.ts';

type Request = {
  id: string;
  command: string;
  input_cipher: Buffer;
  maker_id: string;
  maker_reason: string | null;
};

const on = { noun: 'ApprovalRequest', table: 'approval_request' } as const;

/** The two sides of maker-checker, and the policies that ask for it. */
export const approvalCommands: readonly Command[] = [
  command({
    name: 'approval.approve',
    permission: 'approval.decide',
    scope: 'references',
    title: { en: 'Approve a waiting command', zh: '复核通过' },
    description: {
      en: 'Runs the stored command with its maker as actor; the caller must hold its permission and may not be the maker.',
      zh: '以经办人身份执行已提交的命令；复核人须具有该命令的权限，且不得为经办人本人。',
    },
    on,
    input: z.object({}),
    result: z.object({ request: ref('ApprovalRequest'), command: z.string(), outcome: json() }),
    acts: ['approval.approved'],
    errors: ['approval.not_pending', 'approval.maker_is_checker', 'approval.maker_barred'],
    async handler(tx, _input, context) {
      const { target, actor, emit } = context;
      checkDecidable(context);
      const performed = await runStored(tx, { request: target, context });
      await decide(tx, context, { status: 'APPROVED', outcome: JSON.stringify(performed.result) });
      emit('approval.approved', [{ type: 'ApprovalRequest', id: target.id }], {
        command: target.command,
        maker: target.maker_id,
      });
      context.adopt(performed.facts, {
        person: target.maker_id,
        checker: actor.personId,
        reason: target.maker_reason,
      });
      return { request: target.id, command: target.command, outcome: performed.result };
    },
  }),
  command({
    name: 'approval.reject',
    permission: 'approval.decide',
    scope: 'references',
    title: { en: 'Reject a waiting command', zh: '复核驳回' },
    description: {
      en: 'Closes the request without running it; the caller must hold the permission of the command, and a reason is required.',
      zh: '驳回申请，不执行命令；驳回人须具有该命令的权限，且必须说明理由。',
    },
    on,
    input: z.object({}),
    result: z.object({ request: ref('ApprovalRequest') }),
    acts: ['approval.rejected'],
    reasonRequired: true,
    errors: ['approval.not_pending', 'approval.maker_is_checker'],
    async handler(tx, _input, context) {
      const { target, actor, emit, kernel } = context;
      checkDecidable(context);
      // One that no version of the program runs any more is anybody's to clear away.
      const stored = kernel.registry.get(target.command);
      if (stored && !mayRun(stored, actor)) throw refuse('auth.forbidden');
      await decide(tx, context, { status: 'REJECTED', outcome: null });
      emit('approval.rejected', [{ type: 'ApprovalRequest', id: target.id }], {
        command: target.command,
      });
      return { request: target.id };
    },
  }),
  command({
    name: 'approval.set-policy',
    permission: 'approval.set-policy',
    scope: 'institution',
    title: { en: 'Set an approval policy', zh: '设置复核规则' },
    description: {
      en: 'Says which command needs a second person: always, or from a value of one of its numeric input fields on; active false lifts it.',
      zh: '设定某命令须经第二人复核：始终须复核，或自某数值字段达到阈值起；active 为 false 时取消。',
    },
    input: z.object({
      command: pattern(/^[a-z-]+\.[a-z-]+$/, 64),
      field: pattern(/^[a-zA-Z]+$/, 64).optional(),
      atLeast: decimal().optional(),
      active: z.boolean().default(true),
    }),
    result: z.object({ policy: ref('ApprovalPolicy') }),
    acts: ['approval-policy.set'],
    errors: ['approval.policy_unusable'],
    async handler(tx, input, { actor, emit, kernel }) {
      const governed = kernel.registry.get(input.command);
      if (!governed) throw refuse('object.not_found', { path: ['command'] });
      checkPolicy(governed, input);
      const values = {
        field: input.field ?? null,
        at_least: input.atLeast ?? null,
        active: input.active,
      };
      const { id } = await tx
        .insertInto('approval_policy')
        .values({
          institution_id: actor.institutionId,
          id: newId(),
          command: input.command,
          ...values,
        })
        .onConflict((conflict) =>
          conflict.columns(['institution_id', 'command']).doUpdateSet(values),
        )
        .returning('id')
        .executeTakeFirstOrThrow();
      emit('approval-policy.set', [{ type: 'ApprovalPolicy', id }], {
        command: input.command,
        field: input.field ?? null,
        atLeast: input.atLeast ?? null,
        active: input.active,
      });
      return { policy: id };
    },
  }),
];

type Decidable = Context<{ id: string; status: string; maker_id: string }>;

function checkDecidable({ target, actor }: Decidable): void {
  if (target.status !== 'PENDING') throw refuse('approval.not_pending');
  if (target.maker_id === actor.personId) throw refuse('approval.maker_is_checker');
}

type Decision = { status: 'APPROVED' | 'REJECTED'; outcome: string | null };

async function decide(tx: Tx, context: Decidable, { status, outcome }: Decision): Promise<void> {
  const { actor, target, now, reason } = context;
  await tx
    .updateTable('approval_request')
    .set({
      status,
      outcome,
      checker_id: actor.personId,
      checker_reason: reason,
      decided_at: now,
    })
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', target.id)
    .execute();
  // Nobody reads the input again, and it may name people.
  await destroyKeys(tx, actor.institutionId, [target.id]);
}

type Stored = { request: Request; context: Context<unknown> };

/** The stored input is parsed again: rules may have changed since it was sent. */
async function runStored(tx: Tx, { request, context }: Stored) {
  const { registry, visibility } = context.kernel;
  const { actor: checker, today } = context;
  const { institutionId } = checker;
  const stored = registry.get(request.command);
  if (!stored || !mayRun(stored, checker)) throw refuse('auth.forbidden');
  const maker = await actorOf(tx, { institutionId, personId: request.maker_id, today });
  if (!maker || !mayRun(stored, maker)) throw refuse('approval.maker_barred');
  const place = inputPlace(request.id);
  const text = await context.vault.open(tx, institutionId, place, request.input_cipher);
  const { input, ifMatch } = JSON.parse(text) as { input: unknown; ifMatch: number | null };
  const schema = registry.inputOf(stored);
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw refuse('input.invalid', { path: ['input'] });
  const send = (statement: StatementConfig) => sendRaw(tx, statement);
  const hidden = await unseen(visibility, {
    actor: actingBy(checker, stored.permission),
    schema,
    value: parsed.data,
    send,
  });
  // The checker sees the request, but not all it is about.
  if (hidden && !hidden.erased) throw refuse('auth.forbidden');
  const ready = {
    command: stored,
    schema,
    input: parsed.data,
    actor: actingBy(maker, stored.permission),
    reason: request.maker_reason,
    ifMatch,
  };
  const looked = await look(context.kernel, tx, ready);
  const performed = await perform(context.kernel, tx, { ready, looked });
  await Promise.all(performed.sent);
  return performed;
}
