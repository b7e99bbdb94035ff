/** Columns of a template that the institution's own forms and scorecards ask for. Pure. */
import type { Form } from '../profiles/index.ts';
import type { CardInForce, ScorecardInput } from '../ratings/index.ts';

export type AskedColumn = {
  code: string;
  label: { zh: string; en: string };
  required: boolean;
  example: string;
  /** What it takes, in words. */
  values: string;
};

type Item = Form['sections'][number]['items'][number];
type Option = { code: string; label: { zh: string } };

const listed = (options: readonly Option[]): string =>
  options.map(({ code, label }) => `${label.zh} ${code}`).join('；');
const YES_NO = '是 / 否';
const YUAN = '元';
const BAR = '｜';
const ROWS = '各行以分号或换行分隔，列以｜分隔，没有填“无”';

/** What the file itself holds, or what is computed, is not answered by a column. */
export function itemColumn(item: Item): AskedColumn[] {
  if (item.type === 'FILE' || item.type === 'COMPUTED') return [];
  const { code, label, required } = item;
  const column = { code, label, required, example: '' };
  if (item.type !== 'TABLE') return [{ ...column, values: valuesOf(item) }];
  const names = item.columns.map((each) => `${each.label.zh}${each.required ? '*' : ''}`);
  const lists = item.columns.flatMap((each) =>
    each.type === 'CHOICE' ? [`${each.label.zh}：${listed(each.options)}`] : [],
  );
  return [{ ...column, example: names.join(BAR), values: [ROWS, ...lists].join('。') }];
}

type Value = { type: string; options?: readonly Option[]; unit?: { zh: string } };

const valuesOf = ({ type, options = [], unit }: Value): string => {
  if (type === 'CHOICE') return listed(options);
  if (type === 'BOOLEAN') return YES_NO;
  return type === 'MONEY' || type === 'MONEY_FEN' ? YUAN : (unit?.zh ?? '');
};

/** Inputs that neither a file nor a panel answers, each once however many cards ask for it. */
export function inputColumns(
  cards: readonly CardInForce[],
  onFile: ReadonlySet<string>,
): AskedColumn[] {
  const inputs = new Map<string, ScorecardInput>();
  for (const { card } of cards) {
    for (const input of card.inputs) {
      const asked = input.type !== 'PANEL' && !onFile.has(input.code);
      if (asked && !inputs.has(input.code)) inputs.set(input.code, input);
    }
  }
  return [...inputs.values()].map((input) => {
    const { code, label } = input;
    const required = input.type !== 'PANEL' && input.required;
    return { code, label, required, example: '', values: valuesOf(input) };
  });
}
