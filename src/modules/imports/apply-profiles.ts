import { inScope } from '../../kernel/auth/actor.ts';
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
import type { GivenOutcome } from './commands/record.ts';
import { profileAnswers } from './kinds/profiles.ts';
import type { Cells } from './rules.ts';

type Item = { code: string; type: string; options?: readonly Option[] };
type Option = { code: string; label: { en: string; zh: string } };
type Customer = { id: string; kind: string };

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

/** Customers named in the batch that the person may see, by code. */
async function customersIn({ acting, reader }: Applying, rows: readonly WorkRow[]) {
  const { actor } = acting;
  const codes = [...new Set(rows.flatMap(({ cells }) => cells.get('customerCode') ?? []))];
  if (codes.length === 0) return new Map<string, Customer>();
  const found = await reader
    .selectFrom('customer')
    .select(['id', 'code', 'kind', 'territory_code'])
    .where('institution_id', '=', actor.institutionId)
    .where('code', 'in', codes)
    .execute();
  const seen = found.filter(({ territory_code }) => inScope(actor, territory_code));
  return new Map<string, Customer>(seen.map((each) => [each.code, each]));
}

async function itemsOf({ acting, reader, today }: Applying, customerKind: string) {
  const { institutionId } = acting.actor;
  const edition = await formInForce(reader, { institutionId, customerKind, today });
  const items = edition?.form.sections.flatMap((section) => section.items as readonly Item[]) ?? [];
  return new Map(items.map((item) => [item.code, item]));
}

type Answering = { row: WorkRow; customer: Customer; items: ReadonlyMap<string, Item> };

async function answer(work: Applying, { row, customer, items }: Answering): Promise<GivenOutcome> {
  const { acting, dryRun, part } = work;
  const customerId = globalId('Customer', customer.id);
  const input = { id: customerId, answers: answersOf(row.cells, items) };
  try {
    const how = { part: `${part}.${row.number}`, dryRun };
    const { result } = await acting.perform('profile.answer', input, how);
    if (!result) return waitingRow(row);
    return { number: row.number, state: 'DONE', ...(dryRun ? {} : { customerId }) };
  } catch (error) {
    return refusedRow(row, aboutRow(error));
  }
}

/** An empty cell leaves the item as it is. */
const answersOf = (cells: Cells, items: ReadonlyMap<string, Item>) =>
  Object.fromEntries(
    [...cells]
      .filter(([code]) => !OWN_COLUMNS.has(code))
      .map(([code, text]) => [code, answerOf(items.get(code), text)]),
  );

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['是', true],
  ['true', true],
  ['否', false],
  ['false', false],
]);

/** As the form has it; what fits no rule of its type stays text, and the form says no. */
function answerOf(item: Item | undefined, text: string): string | boolean {
  if (item?.type === 'BOOLEAN') return WORDS.get(text.toLowerCase()) ?? text;
  if (item?.type !== 'CHOICE') return text;
  return item.options?.find(({ label }) => label.zh === text || label.en === text)?.code ?? text;
}
