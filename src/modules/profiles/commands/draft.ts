import { z } from 'zod';
import { CustomerKind } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Form } from '../form.ts';
import { readDraft } from '../forms.ts';
import { sampleFormOf } from '../sample-forms.ts';

export const draftForm = command({
  name: 'profile-form.draft',
  permission: 'profile-form.manage',
  scope: 'institution',
  title: { en: 'Draft a profile form', zh: '起草信息采集表' },
  description: {
    en: 'The next edition of a form for a kind of customer, from content of format 1 or, without content, from the sample that comes with the software. Its problems are listed by a dry run of publishing it.',
    zh: '为某类客户起草下一版信息采集表，内容为 format 1；不提供内容时以软件自带示例为底稿。可试运行发布以列出存在的问题。',
  },
  input: z.object({
    customerKind: enumeration('CustomerKind', CustomerKind),
    content: json().optional().describe('Format 1; see the published JSON schema. 内容'),
  }),
  result: z.object({ form: ref('ProfileForm') }),
  acts: ['profile-form.drafted'],
  errors: ['profile-form.malformed', 'profile-form.kind_changed', 'profile-form.edition_taken'],
  async handler(tx, { customerKind, content }, { actor, emit }) {
    const form = content === undefined ? sampleFormOf(customerKind) : readDraft(content);
    const edition = await nextEdition(tx, actor, { form, customerKind });
    const id = newId();
    await tx
      .insertInto('profile_form')
      .values({
        institution_id: actor.institutionId,
        id,
        edition,
        customer_kind: customerKind,
        drafted_by: actor.personId,
        ...formColumns(form),
      })
      .execute();
    const { code } = form;
    const objects = [{ type: 'ProfileForm', id, version: 1 }];
    emit('profile-form.drafted', objects, { code, edition, customerKind });
    return { form: id };
  },
});

export const formColumns = (form: Form) => ({
  code: form.code,
  name_en: form.label.en,
  name_zh: form.label.zh,
  sample: form.sample,
  content: JSON.stringify(form),
});

type Drafting = { form: Form; customerKind: string };

/** Editions count drafts too, so that one always means the same content. */
async function nextEdition(tx: Tx, actor: Actor, { form, customerKind }: Drafting) {
  const latest = await tx
    .selectFrom('profile_form')
    .select(['edition', 'customer_kind'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', form.code)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (latest && latest.customer_kind !== customerKind) {
    throw refuse('profile-form.kind_changed', { path: ['customerKind'] });
  }
  return (latest?.edition ?? 0) + 1;
}
