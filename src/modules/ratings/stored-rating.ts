import type { Judgement } from './judgement.ts';
import type { EvaluatedItem } from './rules.ts';

/** What is kept of an item; its name and place in the sum stand in the card. */
export const storedItem = ({ code, inputs, rule, points, refer, why }: EvaluatedItem) => ({
  ...{ code, inputs, rule, points, why },
  ...(refer ? { refer } : {}),
});

const texts = new WeakMap<EvaluatedItem, string>();

/** An item as it is kept, as JSON; of what ratings share, which is frozen, the text is made once. */
function storedText(item: EvaluatedItem): string {
  const known = texts.get(item);
  if (known !== undefined) return known;
  const text = JSON.stringify(storedItem(item));
  if (Object.isFrozen(item)) texts.set(item, text);
  return text;
}

/** The items of a judgement as they are kept. */
export const storedItems = (items: readonly EvaluatedItem[]): string =>
  `[${items.map(storedText).join()}]`;

/** The columns a judgement fills. */
export const judgedColumns = (judgement: Judgement) => ({
  items: storedItems(judgement.items),
  lines: JSON.stringify(judgement.lines),
  findings: JSON.stringify(judgement.findings),
  outcome: judgement.outcome,
  score: judgement.score,
  grade: judgement.grade,
  credit_line_fen: judgement.creditLineFen,
  ceiling_fen: judgement.ceilingFen,
});
