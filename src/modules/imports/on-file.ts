/** Whose file it is that a row found on file: so that erasing the person empties the row too. */
import { globalId } from '../../kernel/ids.ts';
import { holdersOf, type SoughtNumber } from '../customers/index.ts';
import type { Applying, WorkRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';

const NUMBERS: Readonly<Record<string, 'idNumber' | 'creditCode' | 'code'>> = {
  'customer.id_number_taken': 'idNumber',
  'customer.credit_code_taken': 'creditCode',
  'customer.code_taken': 'code',
};

/** The outcomes, those on file with the customer it was; the sender is told nothing of it. */
export async function withHolders(
  { reader, vault, acting, today }: Applying,
  rows: readonly WorkRow[],
  outcomes: readonly GivenOutcome[],
): Promise<GivenOutcome[]> {
  const cells = new Map(rows.map((row) => [row.number, row.cells]));
  const filed = outcomes.filter(({ state }) => state === 'ON_FILE');
  if (filed.length === 0) return [...outcomes];
  const sought = filed.map(({ number, code }): SoughtNumber => {
    const name = NUMBERS[code ?? ''];
    return name ? { [name]: cells.get(number)?.get(name) } : {};
  });
  const { institutionId } = acting.actor;
  const holders = await holdersOf({ db: reader, vault, institutionId, today }, sought);
  const found = new Map(
    filed.flatMap(({ number }, at) => {
      const holder = holders[at];
      return holder ? [[number, globalId('Customer', holder.id)] as const] : [];
    }),
  );
  return outcomes.map((each) => {
    const customerId = found.get(each.number);
    return customerId === undefined ? each : { ...each, customerId };
  });
}
