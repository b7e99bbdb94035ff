import { z } from 'zod';
import { NoticeKind } from '../../../generated/enums.ts';
import { inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

export const draftNotice = command({
  name: 'notice.draft',
  permission: 'notice.manage',
  scope: 'references',
  title: { en: 'Draft a public notice', zh: '起草公示' },
  description: {
    en: 'For one village or community. Whom it lists is settled when it is opened; a dry run of `notice.open` shows how many.',
    zh: '按村（社区）起草。公示对象在发布时确定，可先试运行 notice.open 查看数量。',
  },
  input: z.object({
    kind: enumeration('NoticeKind', NoticeKind),
    areaCode: pattern(/^\d{12}$/).describe('The village or community. 村（社区）代码'),
    title: text(128).describe('Shown to the public. 对外标题'),
  }),
  result: z.object({ notice: ref('Notice') }),
  acts: ['notice.drafted'],
  errors: ['notice.area_unknown'],
  async handler(tx, { kind, areaCode, title }, { actor, emit, today }) {
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    await mustBeInForce(tx, areaCode, today);
    const notice = newId();
    await tx
      .insertInto('notice')
      .values({
        institution_id: actor.institutionId,
        id: notice,
        kind,
        area_code: areaCode,
        title,
        drafted_by: actor.personId,
      })
      .execute();
    emit('notice.drafted', [{ type: 'Notice', id: notice, version: 1 }], { kind, areaCode });
    return { notice };
  },
});

async function mustBeInForce(tx: Tx, areaCode: string, today: string): Promise<void> {
  const area = await tx
    .selectFrom('area')
    .select('code')
    .where('code', '=', areaCode)
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .executeTakeFirst();
  if (!area) throw refuse('notice.area_unknown', { path: ['areaCode'] });
}
