/** Which of the numbers in new files somebody has, so that the files nobody objects to go together. */
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import type { NewFile } from './filing.ts';

export type Taken = {
  has(number: string): boolean;
  /** All that must be unique about a file, as comparable text. */
  numbersOf(file: NewFile): string[];
};

type Kind = 'person' | 'credit' | 'code';
type Found = { kind: Kind; number: string };

/** A look beforehand that decides nothing: the constraints do, file by file. */
export async function takenAmong(
  tx: Tx,
  institutionId: string,
  files: readonly { file: NewFile }[],
): Promise<Taken> {
  const digests = files.flatMap(({ file }) => digestsOf(file));
  const codes = files.map(({ file }) => file.row.code);
  const credits = files.flatMap(({ file }) => file.row.credit_code ?? []);
  const { rows } = await sql<Found>`
    select 'person' as kind, encode(id_number_digest, 'hex') as number from customer
      where institution_id = ${institutionId} and status = 'ACTIVE'
        and id_number_digest = any(${digests}::bytea[])
    union all
    select 'person', encode(id_number_digest, 'hex') from customer_member
      where institution_id = ${institutionId} and left_on is null
        and id_number_digest = any(${digests}::bytea[])
    union all
    select 'credit', credit_code from customer
      where institution_id = ${institutionId} and status = 'ACTIVE'
        and credit_code = any(${credits}::text[])
    union all
    select 'code', code from customer
      where institution_id = ${institutionId} and code = any(${codes}::text[])`.execute(tx);
  const found = new Set(rows.map(({ kind, number }) => nameOf(kind, number)));
  return { has: (number) => found.has(number), numbersOf };
}

const nameOf = (kind: Kind, number: string): string => `${kind} ${number}`;

const digestsOf = ({ row, members }: NewFile): Buffer[] =>
  [row, ...members].flatMap((each) =>
    'id_number_digest' in each ? (each.id_number_digest ?? []) : [],
  );

function numbersOf(file: NewFile): string[] {
  const { code, credit_code: credit } = file.row;
  // A head stands in the file twice, as a household and as one who lives in it.
  const people = new Set(digestsOf(file).map((digest) => digest.toString('hex')));
  return [
    ...[...people].map((digest) => nameOf('person', digest)),
    nameOf('code', code),
    ...(credit ? [nameOf('credit', credit)] : []),
  ];
}
