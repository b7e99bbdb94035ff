/** People of households that are on file already, or were opened by an earlier row. */
import { inScope } from '../../kernel/auth/actor.ts';
import { globalId } from '../../kernel/ids.ts';
import { type Holder, holdersOf, type SoughtNumber } from '../customers/index.ts';
import { type Applying, aboutRow, refusedRow, type WorkRow, waitingRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { memberOf } from './roster-rows.ts';

/** Adds them one after the other, each as if it had come alone. */
export async function addMembers(
  work: Applying,
  rows: readonly WorkRow[],
): Promise<GivenOutcome[]> {
  if (rows.length === 0) return [];
  const homes = await holders(
    work,
    rows.map(({ cells }) => householdOf(cells)),
  );
  const outcomes: GivenOutcome[] = [];
  for (const [index, row] of rows.entries()) {
    const home = homes[index];
    const seen = home?.own && inScope(work.acting.actor, home.territoryCode);
    outcomes.push(seen ? await add(work, row, home) : nowhere(row));
  }
  return outcomes;
}

const householdOf = (cells: WorkRow['cells']): SoughtNumber => ({
  code: cells.get('householdCode'),
  idNumber: cells.has('householdCode') ? undefined : cells.get('headIdNumber'),
});

const holders = ({ reader, vault, acting, today }: Applying, sought: readonly SoughtNumber[]) =>
  holdersOf({ db: reader, vault, institutionId: acting.actor.institutionId, today }, sought);

/** Whose household it is, is nobody's to know who does not see it. */
const nowhere = (row: WorkRow): GivenOutcome => {
  const field = row.cells.has('householdCode') ? 'householdCode' : 'headIdNumber';
  return refusedRow(row, { code: 'import.household_missing', path: [field] });
};

const ELSEWHERE = 'customer.member_elsewhere';

async function add(work: Applying, row: WorkRow, home: Holder): Promise<GivenOutcome> {
  const { acting, dryRun, part } = work;
  const { number } = row;
  const customerId = globalId('Customer', home.id);
  const input = { id: customerId, ...memberOf(row.cells) };
  try {
    const how = { part: `${part}.${number}`, dryRun };
    const { result } = await acting.perform('customer.add-member', input, how);
    return result ? { number, state: 'DONE', customerId } : waitingRow(row);
  } catch (error) {
    const refusal = aboutRow(error);
    const refused = { ...refusedRow(row, refusal), customerId };
    if (refusal.code !== ELSEWHERE) return refused;
    const [holder] = await holders(work, [{ idNumber: row.cells.get('idNumber') }]);
    return holder?.id === home.id ? { ...refused, state: 'ON_FILE' } : refused;
  }
}
