import { refuse } from '../../kernel/errors.ts';
import { parseScorecard, type Scorecard } from './scorecard.ts';
import { validateScorecard } from './scorecard-problems.ts';

const MOST_PROBLEMS = 100;

/** A card of the right shape, which may still have problems: what a draft has to be. */
export function readDraft(content: unknown): Scorecard {
  const read = parseScorecard(content);
  if (read.ok) return read.card;
  const paths = read.issues.map(({ path }) => ['content', ...path]).slice(0, MOST_PROBLEMS);
  throw refuse('scorecard.malformed', { path: paths[0] ?? ['content'], details: { paths } });
}

/** A card to rate by, with everything that is wrong with it refused at once. */
export function readCard(content: unknown): Scorecard {
  const card = readDraft(content);
  const problems = validateScorecard(card).slice(0, MOST_PROBLEMS);
  const [first] = problems;
  if (!first) return card;
  throw refuse('scorecard.invalid', {
    path: ['content', ...first.path],
    details: { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) },
  });
}

/** The columns a card fills. */
export const columnsOf = (card: Scorecard) => ({
  code: card.code,
  edition: card.version,
  customer_kind: card.customerKind,
  name_en: card.label.en,
  name_zh: card.label.zh,
  sample: card.sample,
  content: JSON.stringify(card),
});

/** What facts say of a card. */
export const factOf = (card: Scorecard) => ({
  code: card.code,
  edition: card.version,
  customerKind: card.customerKind,
});
