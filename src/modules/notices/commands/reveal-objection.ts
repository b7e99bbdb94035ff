import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { countReading } from '../../privacy/index.ts';
import { onObjection } from '../stored.ts';

export const revealObjection = command({
  name: 'notice.reveal-objection',
  permission: 'notice.reveal',
  scope: 'references',
  title: { en: 'Read an objection', zh: '查看异议内容' },
  description: {
    en: 'What was said, and how to reach the objector where that was given. The reason is the purpose; the reading stays on record.',
    zh: '返回异议内容及联系方式（如有）。须在理由中说明用途，查看行为留痕。',
  },
  on: onObjection,
  input: z.object({}),
  result: z.object({
    objection: ref('NoticeObjection'),
    text: z.string(),
    contact: z.string().optional(),
  }),
  acts: ['notice-objection.revealed', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: ['privacy.reveal_blocked'],
  async handler(tx, _input, { actor, emit, now, target, today, vault }) {
    const open = (column: string, sealed: Buffer) =>
      vault.open(
        tx,
        actor.institutionId,
        { subjectId: target.id, table: 'notice_objection', column, rowId: target.id },
        sealed,
      );
    const text = await open('text_cipher', target.text_cipher);
    const { contact_cipher: sealed } = target;
    const contact = sealed ? await open('contact_cipher', sealed) : undefined;
    const object = { type: 'NoticeObjection', id: target.id } as const;
    const values = contact === undefined ? 1 : 2;
    await countReading(tx, { actor, values, now, today, emit, object });
    emit('notice-objection.revealed', [
      { type: 'NoticeObjection', id: target.id, version: target.version },
    ]);
    return { objection: target.id, text, ...(contact === undefined ? {} : { contact }) };
  },
});
