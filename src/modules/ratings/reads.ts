import { z } from 'zod';
import type { Actor } from '../../kernel/auth/actor.ts';
import { id, json, pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { filesForStep, formInForce } from '../profiles/index.ts';
import { cardOf } from './cards.ts';
import { notToBeRated } from './consent-rules.ts';
import { knownFacts } from './fact-providers.ts';
import { type CustomerFile, nextFiles, PLACE, placeOf, prefixOf } from './files.ts';
import { givenFor } from './given-inputs.ts';
import { judgeFile } from './judged-file.ts';
import { panelFindings } from './panel-providers.ts';
import type { Answers } from './rules.ts';
import { parseScorecard, type Scorecard } from './scorecard.ts';
import { checkScorecard } from './scorecard-check.ts';
import { validateScorecard } from './scorecard-problems.ts';
import { addTo, newTally, reportOf, type Today } from './simulation.ts';
import { ratingsInForce } from './standing.ts';

const check = read({
  name: 'scorecard.check',
  permission: 'scorecard.manage',
  scope: 'institution',
  title: { en: 'What a scorecard says and what is wrong with it', zh: '评分表检查' },
  input: z.object({ scorecardId: id('Scorecard') }),
  cost: 100,
  async run(db, { scorecardId }, { actor, today }) {
    const { institutionId } = actor;
    const card = await cardBehind(db, actor, scorecardId);
    const { customerKind } = card;
    const form = await formInForce(db, { institutionId, customerKind, today });
    const asked = (form?.form.sections ?? []).flatMap(({ items }) => items.map(({ code }) => code));
    return { scorecard: scorecardId, ...checkScorecard(card, new Set(asked)) };
  },
});

const MOST_AT_ONCE = 500;
const MOST_SIMULATED = 10_000;

const simulationInput = z.object({
  scorecardId: id('Scorecard'),
  areaCode: pattern(/^\d{2,12}$/).optional(),
  gridId: id('Grid').optional(),
  inputs: json().optional(),
  after: pattern(PLACE, 70).optional(),
  first: z.number().int().min(1).max(MOST_SIMULATED),
});

const simulate = read({
  name: 'scorecard.simulate',
  permission: 'scorecard.simulate',
  scope: 'references',
  title: { en: 'What a scorecard would do', zh: '评分表模拟' },
  input: simulationInput,
  cost: 2_000,
  async run(db, input, { actor, today }) {
    const { institutionId } = actor;
    const [prefix, card] = await Promise.all([
      prefixOf(db, actor, input),
      cardBehind(db, actor, input.scorecardId),
    ]);
    if (validateScorecard(card).length > 0) throw refuse('scorecard.invalid');
    if (input.after !== undefined && !input.after.startsWith(prefix)) {
      throw refuse('input.invalid', { path: ['after'] });
    }
    const given = givenFor(card, input.inputs);
    const territory = { institutionId, prefix, customerKind: card.customerKind };
    const tally = newTally(card);
    let { after } = input;
    // Chunk by chunk, so that memory stays flat and other reads get their turn.
    for (let left = input.first; left > 0; left -= MOST_AT_ONCE) {
      const limit = Math.min(left, MOST_AT_ONCE);
      const files = await nextFiles(db, territory, { after, limit });
      await addFiles(db, files, { actor, card, given, tally, today });
      const last = files.length === limit ? files.at(-1) : undefined;
      after = last && placeOf(last);
      if (after === undefined) break;
    }
    return { scorecard: input.scorecardId, ...reportOf(tally), next: after ?? null };
  },
});

export const ratingReads = [check, simulate];

async function cardBehind(db: Db, { institutionId }: Actor, id: string): Promise<Scorecard> {
  const row = await db
    .selectFrom('scorecard')
    .select(['id', 'status', 'content'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (row.status !== 'DRAFT') return cardOf(row);
  const parsed = parseScorecard(row.content);
  if (!parsed.ok) throw new Error(`draft ${id} does not parse`);
  return parsed.card;
}

/** Nobody is rated on trial either who did not agree to being rated. */
const notAgreed = { errors: [] };

type Adding = {
  actor: Actor;
  card: Scorecard;
  given: Answers;
  tally: ReturnType<typeof newTally>;
  today: string;
};

async function addFiles(
  db: Db,
  files: readonly CustomerFile[],
  { actor, card, given, tally, today }: Adding,
): Promise<void> {
  const { institutionId } = actor;
  const customerIds = files.map(({ id: customer }) => customer);
  const kind = card.customerKind;
  const customers = customerIds.map((customer) => ({ id: customer, kind }));
  const [inForce, panels, profiles, refused, facts] = await Promise.all([
    ratingsInForce(db, { institutionId, customerIds, today }),
    panelFindings(db, { institutionId, customerIds, today }),
    filesForStep(db, { institutionId, today }, { customers, step: 'RATING' }),
    notToBeRated(db, { institutionId, customerIds, kind, today }),
    knownFacts(db, { institutionId, customerIds, today }),
  ]);
  for (const file of files) {
    const panel = panels.get(file.id);
    const told = facts.get(file.id);
    const known = { given, panel, profile: profiles.get(file.id), told, today };
    const judged = refused.has(file.id) ? notAgreed : judgeFile(card, file, known).judged;
    const now: Today | undefined = inForce.get(file.id);
    addTo(tally, { customer: file.id, areaCode: file.area_code, today: now, judged });
  }
}
