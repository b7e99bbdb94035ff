/** People of households that are on file already, or were opened by an earlier row. */
import { inScope } from '../../kernel/auth/actor.ts';
import { globalId } from '../../kernel/ids.ts';
import {
  type Holder,
  type HouseholdPerson,
  holdersOf,
  peopleOf,
  type SoughtNumber,
  sameName,
} from '../customers/index.ts';
import { type Applying, aboutRow, refusedRow, type WorkRow, waitingRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { memberOf, relationshipOf, UNIDENTIFIED } from './roster-rows.ts';

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
  const named = rows.map((row, at) => ({ row, home: homes[at] }));
  const people = await peopleIn(work, named);
  const outcomes: GivenOutcome[] = [];
  for (const { row, home } of named) {
    const seen = home?.own && inScope(work.acting.actor, home.territoryCode);
    outcomes.push(seen ? await add(work, { row, home, people }) : nowhere(row));
  }
  return outcomes;
}

const householdOf = (cells: WorkRow['cells']): SoughtNumber => ({
  code: cells.get('householdCode'),
  idNumber: cells.has('householdCode') ? undefined : cells.get('headIdNumber'),
});

const holders = ({ reader, vault, acting, today }: Applying, sought: readonly SoughtNumber[]) =>
  holdersOf({ db: reader, vault, institutionId: acting.actor.institutionId, today }, sought);

type Named = { row: WorkRow; home: Holder | undefined };

/** Who may be the same as somebody named: anybody there, or whoever has no number yet. */
function peopleIn({ reader, vault, acting }: Applying, named: readonly Named[]) {
  const homes = (numbered: boolean): string[] => [
    ...new Set(
      named.flatMap(({ row, home }) =>
        home && row.cells.has('idNumber') === numbered ? [home.id] : [],
      ),
    ),
  ];
  const setting = { db: reader, vault, institutionId: acting.actor.institutionId };
  return peopleOf(setting, { households: homes(false), unidentified: homes(true) });
}

/** Whose household it is, is nobody's to know who does not see it. */
const nowhere = (row: WorkRow): GivenOutcome => {
  const field = row.cells.has('householdCode') ? 'householdCode' : 'headIdNumber';
  return refusedRow(row, { code: 'import.household_missing', path: [field] });
};

const ELSEWHERE = 'customer.member_elsewhere';

type Adding = { row: WorkRow; home: Holder; people: readonly HouseholdPerson[] };

/** Whoever is there under that name and relation is not added once more; a number identifies them. */
async function add(work: Applying, { row, home, people }: Adding): Promise<GivenOutcome> {
  const { number, cells } = row;
  const same = people.find(
    ({ household, relationship, name }) =>
      household === home.id &&
      relationship === relationshipOf(cells) &&
      name === sameName(cells.get('name') ?? ''),
  );
  const customerId = globalId('Customer', home.id);
  if (!cells.has('idNumber')) {
    if (same) return { number, state: 'ON_FILE', customerId };
    return perform(work, { row, home, command: 'customer.add-member', input: memberOf(cells) });
  }
  if (!same || same.identified) {
    return perform(work, { row, home, command: 'customer.add-member', input: memberOf(cells) });
  }
  const { relationship: _, name: __, ...identity } = memberOf(cells);
  const input = { memberId: globalId('Member', same.id), ...identity };
  return perform(work, { row, home, command: 'customer.identify-member', input });
}

type Performing = { row: WorkRow; home: Holder; command: string; input: object };

async function perform(
  work: Applying,
  { row, home, command, input }: Performing,
): Promise<GivenOutcome> {
  const { acting, dryRun, part } = work;
  const { number, cells } = row;
  const customerId = globalId('Customer', home.id);
  try {
    const how = { part: `${part}.${number}`, dryRun };
    const { result } = await acting.perform(command, { id: customerId, ...input }, how);
    if (!result) return waitingRow(row);
    const said = cells.has('idNumber') ? {} : { code: UNIDENTIFIED };
    return { number, state: 'DONE', ...said, customerId };
  } catch (error) {
    const refusal = aboutRow(error);
    const refused = { ...refusedRow(row, refusal), customerId };
    if (refusal.code !== ELSEWHERE) return refused;
    const [holder] = await holders(work, [{ idNumber: cells.get('idNumber') }]);
    return holder?.id === home.id ? { ...refused, state: 'ON_FILE' } : refused;
  }
}
