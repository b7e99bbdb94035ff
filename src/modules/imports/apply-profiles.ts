import { globalId } from '../../kernel/ids.ts';
import { formInForce } from '../profiles/index.ts';
import {
  type Apply,
  type Applying,
  aboutRow,
  refusedRow,
  type WorkRow,
  waitingRow,
} from './applying.ts';
import { type Asked, answerIn, rowsIn } from './cell-answers.ts';
import type { GivenOutcome } from './commands/record.ts';
import { profileAnswers } from './kinds/profiles.ts';
import { customersIn, type NamedCustomer } from './named-customers.ts';
import type { Cells } from './rules.ts';

type Item = Asked & { columns?: readonly Asked[] };

const OWN_COLUMNS: ReadonlySet<string> = new Set(profileAnswers.columns.map(({ code }) => code));

/** Answers the items of one customer after the other, each as if it had come alone. */
export const applyProfiles: Apply = async (work, rows) => {
  const customers = await customersIn(work, rows);
  const forms = new Map<string, ReadonlyMap<string, Item>>();
  const outcomes: GivenOutcome[] = [];
  for (const row of rows) {
    const customer = customers.get(row.cells.get('customerCode') ?? '');
    if (!customer) {
      outcomes.push(refusedRow(row, { code: 'object.not_found', path: ['customerCode'] }));
      continue;
    }
    const items = forms.get(customer.kind) ?? (await itemsOf(work, customer.kind));
    forms.set(customer.kind, items);
    outcomes.push(await answer(work, { row, customer, items }));
  }
  return outcomes;
};

async function itemsOf({ acting, reader, today }: Applying, customerKind: string) {
  const { institutionId } = acting.actor;
  const edition = await formInForce(reader, { institutionId, customerKind, today });
  const items = edition?.form.sections.flatMap((section) => section.items as readonly Item[]) ?? [];
  return new Map(items.map((item) => [item.code, item]));
}

type Answering = { row: WorkRow; customer: NamedCustomer; items: ReadonlyMap<string, Item> };

async function answer(work: Applying, { row, customer, items }: Answering): Promise<GivenOutcome> {
  const { acting, dryRun, part } = work;
  const customerId = globalId('Customer', customer.id);
  const input = { id: customerId, answers: answersOf(row.cells, items) };
  try {
    const how = { part: `${part}.${row.number}`, dryRun };
    const { result } = await acting.perform('profile.answer', input, how);
    if (!result) return waitingRow(row);
    return { number: row.number, state: 'DONE', customerId };
  } catch (error) {
    return { ...refusedRow(row, aboutRow(error)), customerId };
  }
}

/** An empty cell leaves the item as it is. */
const answersOf = (cells: Cells, items: ReadonlyMap<string, Item>) =>
  Object.fromEntries(
    [...cells]
      .filter(([code]) => !OWN_COLUMNS.has(code))
      .map(([code, text]) => [code, answerOf(items.get(code), text)]),
  );

/** As the form has it; what fits no rule of its type stays text, and the form says no. */
const answerOf = (item: Item | undefined, text: string): unknown => {
  if (!item) return text;
  return item.columns ? rowsIn(item.columns, text) : answerIn(item, text);
};
