import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { json, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { mustBeDraft, onForm, readDraft } from '../forms.ts';
import { formColumns } from './draft.ts';

export const reviseForm = command({
  name: 'profile-form.revise',
  permission: 'profile-form.manage',
  scope: 'institution',
  title: { en: 'Revise a draft of a profile form', zh: '修改信息采集表草稿' },
  description: {
    en: 'Replaces the content of a draft. A published form is never edited.',
    zh: '替换草稿内容。已发布的表不得修改。',
  },
  on: onForm,
  input: z.object({ content: json().describe('Format 1. 内容') }),
  result: z.object({ form: ref('ProfileForm') }),
  acts: ['profile-form.revised'],
  errors: ['profile-form.malformed', 'profile-form.not_draft', 'profile-form.code_changed'],
  async handler(tx, { content }, { actor, emit, target }) {
    mustBeDraft(target);
    const form = readDraft(content);
    if (form.code !== target.code) {
      throw refuse('profile-form.code_changed', { path: ['content', 'code'] });
    }
    const { version } = await tx
      .updateTable('profile_form')
      .set(formColumns(form))
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const { code, edition } = target;
    emit('profile-form.revised', [{ type: 'ProfileForm', id: target.id, version }], {
      code,
      edition,
    });
    return { form: target.id };
  },
});

export const discardForm = command({
  name: 'profile-form.discard',
  permission: 'profile-form.manage',
  scope: 'institution',
  title: { en: 'Discard a draft of a profile form', zh: '废弃信息采集表草稿' },
  description: {
    en: 'The draft stays on record and can no longer be published.',
    zh: '草稿留存备查，不可再发布。',
  },
  on: onForm,
  input: z.object({}),
  result: z.object({ form: ref('ProfileForm') }),
  acts: ['profile-form.discarded'],
  errors: ['profile-form.not_draft'],
  async handler(tx, _input, { actor, emit, target }) {
    mustBeDraft(target);
    const { version } = await tx
      .updateTable('profile_form')
      .set({ status: 'DISCARDED' })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const { code, edition } = target;
    emit('profile-form.discarded', [{ type: 'ProfileForm', id: target.id, version }], {
      code,
      edition,
    });
    return { form: target.id };
  },
});
