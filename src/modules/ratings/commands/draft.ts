import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { json, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { columnsOf, factOf, readDraft } from '../card-content.ts';

const onScorecard = { noun: 'Scorecard', table: 'scorecard' } as const;
const result = z.object({ scorecard: ref('Scorecard') });

export const draftScorecard = command({
  name: 'scorecard.draft',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Draft a scorecard', zh: '起草评分表' },
  description: {
    en: 'An edition that rates nobody yet. It has to have the shape of format 1 (`/schemas/scorecard.json`); what is wrong beyond that `scorecard.check` tells. Simulate it before it is published.',
    zh: '起草一版评分表，尚不用于评级。须符合 format 1 格式（/schemas/scorecard.json），其余问题由 scorecard.check 列出；发布前可先模拟。',
  },
  input: z.object({ content: json() }),
  result,
  acts: ['scorecard.drafted'],
  errors: ['scorecard.malformed', 'scorecard.edition_taken'],
  async handler(tx, { content }, { actor, emit }) {
    const card = readDraft(content);
    const scorecard = newId();
    await tx
      .insertInto('scorecard')
      .values({
        institution_id: actor.institutionId,
        id: scorecard,
        ...columnsOf(card),
        status: 'DRAFT',
        drafted_by: actor.personId,
      })
      .execute();
    emit('scorecard.drafted', [{ type: 'Scorecard', id: scorecard, version: 1 }], factOf(card));
    return { scorecard };
  },
});

export const reviseScorecard = command({
  name: 'scorecard.revise',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Revise a drafted scorecard', zh: '修改评分表草稿' },
  description: {
    en: 'Replaces the whole content of a draft. Its code stays; a published edition is never edited.',
    zh: '以新内容替换草稿全文，代码不变。已发布的版次不得修改。',
  },
  on: onScorecard,
  input: z.object({ content: json() }),
  result,
  acts: ['scorecard.revised'],
  errors: [
    'scorecard.malformed',
    'scorecard.not_draft',
    'scorecard.code_changed',
    'scorecard.edition_taken',
  ],
  async handler(tx, { content }, { actor, emit, target }) {
    if (target.status !== 'DRAFT') throw refuse('scorecard.not_draft');
    const card = readDraft(content);
    if (card.code !== target.code) {
      throw refuse('scorecard.code_changed', { path: ['content', 'code'] });
    }
    const { version } = await tx
      .updateTable('scorecard')
      .set({ ...columnsOf(card), drafted_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    emit('scorecard.revised', [{ type: 'Scorecard', id: target.id, version }], factOf(card));
    return { scorecard: target.id };
  },
});

export const discardScorecard = command({
  name: 'scorecard.discard',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Discard a drafted scorecard', zh: '作废评分表草稿' },
  description: {
    en: 'Ends a draft. Nothing is deleted, and its edition number is not used again.',
    zh: '作废草稿。内容保留，其版次不再使用。',
  },
  on: onScorecard,
  input: z.object({}),
  result,
  acts: ['scorecard.discarded'],
  reasonRequired: true,
  errors: ['scorecard.not_draft'],
  async handler(tx, _input, { actor, emit, target }) {
    if (target.status !== 'DRAFT') throw refuse('scorecard.not_draft');
    const { version } = await tx
      .updateTable('scorecard')
      .set({ status: 'DISCARDED' })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const { code, edition } = target;
    emit('scorecard.discarded', [{ type: 'Scorecard', id: target.id, version }], { code, edition });
    return { scorecard: target.id };
  },
});
