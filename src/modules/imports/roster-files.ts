/** Files of a roster, opened by one command as if each had come alone. */
import type { Refusal } from '../../kernel/errors.ts';
import { type Applying, aboutRow, refusedRow, type WorkRow, waitingRow } from './applying.ts';
import type { GivenOutcome } from './commands/record.ts';
import { type File, memberOf, UNIDENTIFIED } from './roster-rows.ts';

export type Ready = { row: WorkRow; file: File; members: readonly WorkRow[] };

/** What is on file already is said so, and left as it is. */
const ON_FILE: ReadonlySet<string> = new Set([
  'customer.id_number_taken',
  'customer.credit_code_taken',
  'customer.code_taken',
]);

export type Registered = {
  outcomes: GivenOutcome[];
  /** Of files that were not opened together with them. */
  loose: WorkRow[];
};

/**
 * A file whose people stand in the way of it is opened without them, and they are looked at one by
 * one: nobody's row is refused for the fault of another's.
 */
export async function registerFiles(work: Applying, given: readonly Ready[]): Promise<Registered> {
  const done = await register(work, { given, part: 'files' });
  const refused = new Set(
    done.flatMap(({ number, state }) => (state === 'REFUSED' ? [number] : [])),
  );
  const again = given.filter(({ row, members }) => members.length > 0 && refused.has(row.number));
  const alone = again.map((each) => ({ ...each, members: [] }));
  const second = await register(work, { given: alone, part: 'alone' });
  const numbers = new Set(again.map(({ row }) => row.number));
  const first = done.filter(({ number }) => !numbers.has(number));
  const outcomes = [...first, ...second];
  const states = new Map(outcomes.map((each) => [each.number, each]));
  const loose: WorkRow[] = [];
  for (const { row, members } of given) {
    const head = states.get(row.number);
    const together = !numbers.has(row.number) && head && head.state !== 'ON_FILE';
    if (!together) loose.push(...members);
    else outcomes.push(...members.map((member) => asHead(member, head)));
  }
  return { outcomes, loose };
}

/** Somebody taken in without a number is said so. */
const asHead = ({ number, cells }: WorkRow, head: GivenOutcome): GivenOutcome =>
  head.state === 'DONE' && !cells.has('idNumber')
    ? { ...head, number, code: UNIDENTIFIED }
    : { ...head, number };

type Registering = { given: readonly Ready[]; part: string };

/** A fault of the shape of one file would refuse all: it is taken out, and the others go again. */
async function register(work: Applying, { given, part }: Registering): Promise<GivenOutcome[]> {
  const outcomes: GivenOutcome[] = [];
  let left = given;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    const answer = await together(work, left, `${work.part}.${part}.${attempt}`);
    if ('outcomes' in answer) return [...outcomes, ...answer.outcomes];
    for (const [index, refusal] of answer.faults) {
      const row = left[index]?.row;
      if (row) outcomes.push(refusedRow(row, refusal));
    }
    left = left.filter((_, index) => !answer.faults.has(index));
  }
  return outcomes;
}

type Answer =
  | { outcomes: GivenOutcome[] }
  | { faults: Map<number, Pick<Refusal, 'code' | 'path'>> };

const inputOf = ({ file, members }: Ready): File => ({
  ...file,
  ...(members.length > 0 ? { members: members.map(({ cells }) => memberOf(cells)) } : {}),
});

async function together(work: Applying, files: readonly Ready[], part: string): Promise<Answer> {
  const { acting, dryRun } = work;
  const input = { files: files.map(inputOf) };
  try {
    const { result } = await acting.perform('customer.register-many', input, { part, dryRun });
    if (!result) return { outcomes: files.map(({ row }) => waitingRow(row)) };
    return { outcomes: outcomesOf(files, result.outcomes as Opened[], dryRun) };
  } catch (error) {
    const refusal = aboutRow(error);
    const faults = faultsOf(refusal);
    if (faults.size > 0) return { faults };
    return { outcomes: files.map(({ row }) => refusedRow(row, refusal)) };
  }
}

type Fault = { path: readonly (string | number)[] };

/** Which files a refusal of the whole is about. */
function faultsOf({ code, path, details }: Refusal) {
  const named = (details?.faults as Fault[] | undefined) ?? [];
  const found = new Map<number, Pick<Refusal, 'code' | 'path'>>();
  for (const fault of [{ path }, ...named]) {
    const [list, index, ...inside] = fault.path;
    if (list === 'files' && typeof index === 'number' && !found.has(index)) {
      found.set(index, { code, path: inside });
    }
  }
  return found;
}

type Opened = {
  index: number;
  customer: string | null;
  code: string | null;
  path: string | null;
};

const outcomesOf = (files: readonly Ready[], opened: readonly Opened[], dryRun: boolean) =>
  opened.flatMap(({ index, customer, code, path }): GivenOutcome[] => {
    const row = files[index]?.row;
    if (!row) return [];
    if (code === null) {
      const kept = customer && !dryRun ? { customerId: customer } : {};
      return [{ number: row.number, state: 'DONE', ...kept }];
    }
    const refused = refusedRow(row, { code, path: path?.split('.') ?? [] });
    return [ON_FILE.has(code) ? { ...refused, state: 'ON_FILE' } : refused];
  });
