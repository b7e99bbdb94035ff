import type { Judgement } from './judgement.ts';

/** The columns a judgement fills. */
export const judgedColumns = (judgement: Judgement) => ({
  items: JSON.stringify(judgement.items),
  lines: JSON.stringify(judgement.lines),
  findings: JSON.stringify(judgement.findings),
  outcome: judgement.outcome,
  score: judgement.score,
  grade: judgement.grade,
  credit_line_fen: judgement.creditLineFen,
  ceiling_fen: judgement.ceilingFen,
});
