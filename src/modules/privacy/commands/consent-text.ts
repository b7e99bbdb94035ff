import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DataGroup, ProcessingPurpose } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, document, enumeration, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';

const LONGEST_BODY = 20_000;

export const publishConsentText = command({
  name: 'consent-text.publish',
  permission: 'consent-text.publish',
  scope: 'institution',
  title: { en: 'Publish a text of consent', zh: '发布授权书文本' },
  description: {
    en: 'A new edition of what people are shown before they agree; the edition before ends the day it starts. Consents given under earlier editions stay as they are.',
    zh: '发布授权书的新版次，上一版次自新版生效日起失效；此前依旧版取得的授权不受影响。',
  },
  input: z.object({
    code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
    title: text(128),
    body: document(LONGEST_BODY),
    purposes: z
      .array(enumeration('ProcessingPurpose', ProcessingPurpose))
      .min(1)
      .max(ProcessingPurpose.length),
    items: z.array(enumeration('DataGroup', DataGroup)).min(1).max(DataGroup.length),
    validFrom: date(),
  }),
  result: z.object({ consentText: ref('ConsentText'), bodySha256: z.string() }),
  acts: ['consent-text.published'],
  errors: ['privacy.text_edition'],
  async handler(tx, input, { actor, emit }) {
    const { institutionId } = actor;
    const before = await tx
      .selectFrom('consent_text')
      .select(['id', 'edition', 'valid_from'])
      .where('institution_id', '=', institutionId)
      .where('code', '=', input.code)
      .orderBy('edition', 'desc')
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (before && before.valid_from >= input.validFrom) {
      throw refuse('privacy.text_edition', { path: ['validFrom'] });
    }
    if (before) {
      await tx
        .updateTable('consent_text')
        .set({ valid_to: input.validFrom })
        .where('institution_id', '=', institutionId)
        .where('id', '=', before.id)
        .execute();
    }
    const id = newId();
    const edition = (before?.edition ?? 0) + 1;
    const bodySha256 = createHash('sha256').update(input.body).digest('hex');
    await tx
      .insertInto('consent_text')
      .values({
        institution_id: institutionId,
        id,
        code: input.code,
        edition,
        title: input.title,
        body: input.body,
        body_sha256: bodySha256,
        purposes: [...new Set(input.purposes)],
        items: [...new Set(input.items)],
        valid_from: input.validFrom,
        published_by: actor.personId,
      })
      .execute();
    emit('consent-text.published', [{ type: 'ConsentText', id, version: 1 }], {
      code: input.code,
      edition,
      bodySha256,
      validFrom: input.validFrom,
    });
    return { consentText: id, bodySha256 };
  },
});
