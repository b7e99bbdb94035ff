import { z } from 'zod';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { parseScorecard, type Scorecard } from '../scorecard.ts';
import { validateScorecard } from '../scorecard-problems.ts';

const MOST_PROBLEMS = 100;

export const publishScorecard = command({
  name: 'scorecard.publish',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'Publish a scorecard', zh: '发布评分表' },
  description: {
    en: 'An edition (`version` of the card, format 1) that rates from a day on and ends the edition before it. It is never edited after. A dry run checks a draft.',
    zh: '发布一版评分表（format 1，版次为其 version），自指定日起用于评级，前一版同日停用。发布后不得修改。试运行可用于检查草稿。',
  },
  input: z.object({ content: json(), validFrom: date() }),
  result: z.object({ scorecard: ref('Scorecard') }),
  acts: ['scorecard.published'],
  errors: [
    'scorecard.malformed',
    'scorecard.invalid',
    'scorecard.valid_from_past',
    'scorecard.edition_taken',
    'scorecard.edition_order',
    'scorecard.kind_changed',
  ],
  async handler(tx, { content, validFrom }, { actor, emit, today }) {
    const card = readCard(content);
    if (validFrom < today) throw refuse('scorecard.valid_from_past', { path: ['validFrom'] });
    const superseded = await supersede(tx, actor, { card, validFrom });
    const scorecard = newId();
    await tx
      .insertInto('scorecard')
      .values({
        institution_id: actor.institutionId,
        id: scorecard,
        code: card.code,
        edition: card.version,
        customer_kind: card.customerKind,
        name_en: card.label.en,
        name_zh: card.label.zh,
        sample: card.sample,
        status: 'PUBLISHED',
        content: JSON.stringify(card),
        valid_from: validFrom,
        published_by: actor.personId,
      })
      .execute();
    const objects = [{ type: 'Scorecard', id: scorecard, version: 1 }, ...superseded];
    emit('scorecard.published', objects, {
      code: card.code,
      edition: card.version,
      customerKind: card.customerKind,
      validFrom,
    });
    return { scorecard };
  },
});

/** The card, with everything that is wrong with it refused at once. */
function readCard(content: unknown): Scorecard {
  const read = parseScorecard(content);
  if (!read.ok) {
    const paths = read.issues.map(({ path }) => ['content', ...path]).slice(0, MOST_PROBLEMS);
    throw refuse('scorecard.malformed', { path: paths[0] ?? ['content'], details: { paths } });
  }
  const problems = validateScorecard(read.card).slice(0, MOST_PROBLEMS);
  const [first] = problems;
  if (!first) return read.card;
  throw refuse('scorecard.invalid', {
    path: ['content', ...first.path],
    details: { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) },
  });
}

type Next = { card: Scorecard; validFrom: string };

/** Ends the edition before this one on the day this one starts. */
async function supersede(tx: Tx, actor: Actor, { card, validFrom }: Next) {
  const latest = await tx
    .selectFrom('scorecard')
    .select(['id', 'edition', 'customer_kind', 'valid_from'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', card.code)
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
  if (latest.valid_from >= validFrom) {
    throw refuse('scorecard.edition_order', { path: ['validFrom'] });
  }
  const { version } = await tx
    .updateTable('scorecard')
    .set({ status: 'SUPERSEDED', valid_to: validFrom })
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', latest.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return [{ type: 'Scorecard', id: latest.id, version }];
}
