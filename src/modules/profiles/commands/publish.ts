import { z } from 'zod';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { readForm } from '../form.ts';
import { type FormTarget, mustBeDraft, onForm, requireSound } from '../forms.ts';

export const publishForm = command({
  name: 'profile-form.publish',
  permission: 'profile-form.manage',
  scope: 'institution',
  title: { en: 'Publish a profile form', zh: '发布信息采集表' },
  description: {
    en: 'A draft that is asked from a day on and ends the form its kind of customer had before. It is never edited after; answers keep the edition they were given under. A dry run lists its problems.',
    zh: '草稿自指定日起用于采集，该类客户此前的表同日停用。发布后不得修改，已有信息保留其填写时的版次。试运行可列出存在的问题。',
  },
  on: onForm,
  input: z.object({ validFrom: date() }),
  result: z.object({ form: ref('ProfileForm') }),
  acts: ['profile-form.published'],
  errors: [
    'profile-form.not_draft',
    'profile-form.invalid',
    'profile-form.valid_from_past',
    'profile-form.edition_order',
  ],
  async handler(tx, { validFrom }, { actor, emit, target, today }) {
    mustBeDraft(target);
    if (validFrom < today) throw refuse('profile-form.valid_from_past', { path: ['validFrom'] });
    const { code, edition, customer_kind: customerKind } = target;
    requireSound(readForm(target.content), { customerKind, validFrom });
    const superseded = await supersede(tx, actor, { target, validFrom });
    const { version } = await tx
      .updateTable('profile_form')
      .set({ status: 'PUBLISHED', valid_from: validFrom, published_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'ProfileForm', id: target.id, version }, ...superseded];
    emit('profile-form.published', objects, { code, edition, customerKind, validFrom });
    return { form: target.id };
  },
});

type Next = { target: FormTarget; validFrom: string };

/** Ends the form of this kind that would go on past the day this one starts. */
async function supersede(tx: Tx, actor: Actor, { target, validFrom }: Next) {
  const latest = await tx
    .selectFrom('profile_form')
    .select(['id', 'code', 'edition', 'valid_from'])
    .where('institution_id', '=', actor.institutionId)
    .where('customer_kind', '=', target.customer_kind)
    .where('valid_from', 'is not', null)
    .where('valid_to', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!latest) return [];
  const isOlder = latest.code === target.code && latest.edition > target.edition;
  if (isOlder || (latest.valid_from ?? '') >= validFrom) {
    throw refuse('profile-form.edition_order', { path: ['validFrom'] });
  }
  const { version } = await tx
    .updateTable('profile_form')
    .set({ status: 'SUPERSEDED', valid_to: validFrom })
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', latest.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [{ type: 'ProfileForm', id: latest.id, version }];
}
