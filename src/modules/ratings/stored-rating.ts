import type { Judgement } from './judgement.ts';
import type { EvaluatedItem } from './rules.ts';

/** What is kept of an item; its name and place in the sum stand in the card. */
export const storedItem = ({ code, inputs, rule, points, refer, why }: EvaluatedItem) => ({
  ...{ code, inputs, rule, points, why },
  ...(refer ? { refer } : {}),
});

/** The columns a judgement fills. */
export const judgedColumns = (judgement: Judgement) => ({
  items: JSON.stringify(judgement.items.map(storedItem)),
  lines: JSON.stringify(judgement.lines),
  findings: JSON.stringify(judgement.findings),
  outcome: judgement.outcome,
  score: judgement.score,
  grade: judgement.grade,
  credit_line_fen: judgement.creditLineFen,
  ceiling_fen: judgement.ceilingFen,
});
