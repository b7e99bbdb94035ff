import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { json, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  type CustomerRow,
  factsOfCustomer,
  mustBeActive,
  onCustomer,
} from '../../customers/index.ts';
import { answerFile } from '../answering.ts';
import { formInForce } from '../forms.ts';

const MOST_ITEMS = 300;
const itemCode = pattern(/^[A-Z][A-Z0-9_]{0,62}$/);

/** How answers come in; put into a command's input. */
export const answersInput = {
  answers: json().describe('By item code, e.g. `{"PEOPLE": 4}`. 按项目代码'),
  clear: z
    .array(itemCode)
    .max(MOST_ITEMS)
    .default([])
    .describe('Items to empty; GraphQL has no other way, its null is “not given”. 清空的项目'),
};

export const answerProfile = command({
  name: 'profile.answer',
  permission: 'profile.answer',
  scope: 'references',
  title: { en: "Answer items of a customer's profile", zh: '填写客户档案' },
  description: {
    en: 'Answers by item code, of one section or several: absent ones stay, null or `clear` empties. Amounts are yuan as text, tables lists of rows by column. A section that is answered goes over to the form in force; what that no longer asks is dropped and named.',
    zh: '按项目代码填写一个或多个分节：未给出的保持不变，null 或列入 clear 的清空。金额为以元计的文本，明细表为按列代码填写的行。填写的分节改用现行版次，新版不再采集的内容将移除并列出。',
  },
  on: onCustomer,
  input: z.object(answersInput),
  result: z.object({
    customer: ref('Customer'),
    completeness: z.number().int(),
    dropped: z.array(z.string()),
  }),
  acts: ['profile.answered'],
  errors: [
    'customer.not_active',
    'profile.form_missing',
    'profile.nothing_answered',
    'profile.item_unknown',
    'profile.answer_invalid',
  ],
  async handler(tx, { answers, clear }, context) {
    const { completeness, dropped } = await answerProfileOf(
      tx,
      givenAnswers(answers, clear),
      context,
    );
    return { customer: context.target.id, completeness, dropped };
  },
});

/** What answering may be refused with. */
export const answeringErrors: readonly string[] = answerProfile.errors ?? [];

type Answered = { version: number; completeness: number; dropped: string[] };

/** Answers items of a locked customer's profile and says so in the journal. */
export async function answerProfileOf(
  tx: Tx,
  given: ReadonlyMap<string, unknown>,
  { actor, emit, now, target, today, vault }: Context<CustomerRow>,
): Promise<Answered> {
  mustBeActive(target);
  const { institutionId, personId } = actor;
  const current = await formInForce(tx, { institutionId, customerKind: target.kind, today });
  if (!current) throw refuse('profile.form_missing');
  const key = { institutionId, customerId: target.id };
  const facts = await factsOfCustomer(tx, target);
  const answering = { current, given, facts, by: personId, now, today };
  const { completeness, touched, dropped } = await answerFile({ tx, vault, key }, answering);
  const { version } = await tx
    .updateTable('customer')
    .set({ completeness })
    .where('institution_id', '=', institutionId)
    .where('id', '=', target.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  const objects = [
    { type: 'Customer', id: target.id, version },
    { type: 'ProfileForm', id: current.id },
  ];
  emit('profile.answered', objects, {
    edition: current.edition,
    sections: touched,
    items: [...given].filter(([, value]) => value !== null).map(([code]) => code),
    cleared: [...given].filter(([, value]) => value === null).map(([code]) => code),
    dropped,
    completeness,
  });
  return { version, completeness, dropped };
}

/** By item code; null empties. */
export function givenAnswers(answers: unknown, clear: readonly string[]): Map<string, unknown> {
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) {
    throw refuse('input.invalid', { path: ['answers'] });
  }
  const entries = Object.entries(answers);
  if (entries.length > MOST_ITEMS) throw refuse('input.invalid', { path: ['answers'] });
  const given = new Map<string, unknown>([
    ...entries,
    ...clear.map((code) => [code, null] as const),
  ]);
  if (given.size === 0) throw refuse('profile.nothing_answered', { path: ['answers'] });
  return given;
}
