import { z } from 'zod';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { columnsOf, factOf, readCard } from '../card-content.ts';
import type { Scorecard } from '../scorecard.ts';

export const publishScorecard = command({
  name: 'scorecard.publish',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Publish a scorecard', zh: '发布评分表' },
  description: {
    en: 'Publishes a draft (`scorecardId`), or a card given whole (`content`, format 1): an edition that rates from a day on and ends the edition before it. It is never edited after.',
    zh: '发布草稿（scorecardId），或直接发布所给评分表（content，format 1）：自指定日起用于评级，前一版同日停用。发布后不得修改。',
  },
  input: z.object({
    scorecardId: id('Scorecard').optional().describe('The draft to publish. 草稿'),
    content: json().optional().describe('The card itself, where there is no draft. 评分表内容'),
    validFrom: date(),
  }),
  result: z.object({ scorecard: ref('Scorecard') }),
  acts: ['scorecard.published'],
  errors: [
    'scorecard.malformed',
    'scorecard.invalid',
    'scorecard.not_draft',
    'scorecard.valid_from_past',
    'scorecard.edition_taken',
    'scorecard.edition_order',
    'scorecard.kind_changed',
    'scorecard.one_source',
  ],
  async handler(tx, { content, scorecardId, validFrom }, { actor, emit, today }) {
    if ((content === undefined) === (scorecardId === undefined)) {
      throw refuse('scorecard.one_source', { path: ['content'] });
    }
    const draft = scorecardId === undefined ? undefined : await lockDraft(tx, actor, scorecardId);
    const card = readCard(draft?.content ?? content);
    if (validFrom < today) throw refuse('scorecard.valid_from_past', { path: ['validFrom'] });
    const superseded = await supersede(tx, actor, { card, validFrom });
    const published = await (draft
      ? publishDraft(tx, actor, { draftId: draft.id, validFrom })
      : insertCard(tx, actor, { card, validFrom }));
    const objects = [{ type: 'Scorecard', ...published }, ...superseded];
    emit('scorecard.published', objects, { ...factOf(card), validFrom });
    return { scorecard: published.id };
  },
});

async function lockDraft(tx: Tx, { institutionId }: Actor, scorecardId: string) {
  const row = await tx
    .selectFrom('scorecard')
    .select(['id', 'status', 'content'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', scorecardId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row?.status !== 'DRAFT') throw refuse('scorecard.not_draft', { path: ['scorecardId'] });
  return row;
}

type Next = { card: Scorecard; validFrom: string };
type Published = { id: string; version: number };

async function insertCard(tx: Tx, actor: Actor, { card, validFrom }: Next): Promise<Published> {
  const id = newId();
  await tx
    .insertInto('scorecard')
    .values({
      institution_id: actor.institutionId,
      id,
      ...columnsOf(card),
      status: 'PUBLISHED',
      valid_from: validFrom,
      published_by: actor.personId,
    })
    .execute();
  return { id, version: 1 };
}

type Start = { draftId: string; validFrom: string };

async function publishDraft(
  tx: Tx,
  actor: Actor,
  { draftId, validFrom }: Start,
): Promise<Published> {
  const { version } = await tx
    .updateTable('scorecard')
    .set({ status: 'PUBLISHED', valid_from: validFrom, published_by: actor.personId })
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', draftId)
    .returning('version')
    .executeTakeFirstOrThrow();
  return { id: draftId, version };
}

/** Ends the edition before this one on the day this one starts. */
async function supersede(tx: Tx, actor: Actor, { card, validFrom }: Next) {
  const latest = await tx
    .selectFrom('scorecard')
    .select(['id', 'edition', 'customer_kind', 'valid_from', 'valid_to'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', card.code)
    .where('status', 'in', ['PUBLISHED', 'SUPERSEDED'])
    .orderBy('edition', 'desc')
    .limit(1)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!latest) return [];
  if (latest.customer_kind !== card.customerKind) {
    throw refuse('scorecard.kind_changed', { path: ['content', 'customerKind'] });
  }
  if (latest.edition >= card.version) {
    const details = { latest: latest.edition };
    throw refuse('scorecard.edition_taken', { path: ['content', 'version'], details });
  }
  if (latest.valid_from === null || latest.valid_from >= validFrom) {
    throw refuse('scorecard.edition_order', { path: ['validFrom'] });
  }
  // One that was retired ends when it was said to.
  if (latest.valid_to !== null && latest.valid_to <= validFrom) return [];
  const { version } = await tx
    .updateTable('scorecard')
    .set({ status: 'SUPERSEDED', valid_to: validFrom })
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', latest.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [{ type: 'Scorecard', id: latest.id, version }];
}
