/** Whose file a number stands in: for those who bring files in and must know what is there already. */
import { sql } from 'kysely';
import type { IdNumberType } from '../../generated/enums.ts';
import type { Db } from '../../kernel/db/index.ts';
import { readCreditCode } from '../../kernel/identifiers.ts';
import { readIdentityNumber } from '../../kernel/identity-documents.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { digestedIdentity, digestPurposes } from './personal.ts';

/** What a file or a person in it may be found by; the first that is given counts. */
export type SoughtNumber = {
  readonly idNumber?: string | undefined;
  readonly idType?: IdNumberType | undefined;
  readonly creditCode?: string | undefined;
  readonly code?: string | undefined;
};

export type Holder = {
  readonly id: string;
  readonly territoryCode: string;
  /** False where the number is that of another member of the household. */
  readonly own: boolean;
};

const PERSON = 'person ';
const CREDIT = 'credit ';
const CODE = 'code ';
type Kind = typeof PERSON | typeof CREDIT | typeof CODE;

type Setting = { db: Db; vault: Vault; institutionId: string; today: string };
type Found = { number: string; id: string; territory_code: string; own: boolean };

/** The active file each leads to, in the order asked; one statement. */
export async function holdersOf(
  { db, vault, institutionId, today }: Setting,
  sought: readonly SoughtNumber[],
): Promise<(Holder | undefined)[]> {
  const digest = (value: string) =>
    vault.digests(db, institutionId, digestPurposes.idNumber, value);
  const names = await Promise.all(sought.map((each) => namesOf(each, { today, digest })));
  const all = names.flat();
  const of = (kind: Kind): string[] =>
    all.flatMap((name) => (name.startsWith(kind) ? name.slice(kind.length) : []));
  const digests = of(PERSON).map((hex) => Buffer.from(hex, 'hex'));
  const { rows } = await sql<Found>`
    select ${PERSON} || encode(id_number_digest, 'hex') as number, id, territory_code, true as own
      from customer where institution_id = ${institutionId} and status = 'ACTIVE'
        and id_number_digest = any(${digests}::bytea[])
    union all
    select ${PERSON} || encode(m.id_number_digest, 'hex'), c.id, c.territory_code, m.head
      from customer_member m join customer c on c.institution_id = ${institutionId}
        and c.id = m.customer_id and c.status = 'ACTIVE'
      where m.institution_id = ${institutionId} and m.left_on is null
        and m.id_number_digest = any(${digests}::bytea[])
    union all
    select ${CREDIT} || credit_code, id, territory_code, true
      from customer where institution_id = ${institutionId} and status = 'ACTIVE'
        and credit_code = any(${of(CREDIT)}::text[])
    union all
    select ${CODE} || code, id, territory_code, true
      from customer where institution_id = ${institutionId} and status = 'ACTIVE'
        and code = any(${of(CODE)}::text[])`.execute(db);
  const found = Map.groupBy(rows, ({ number }) => number);
  return names.map((own) => holderAmong(own.flatMap((name) => found.get(name) ?? [])));
}

/** Somebody's own file before one the number is a member's in. */
function holderAmong(rows: readonly Found[]): Holder | undefined {
  const row = rows.find(({ own }) => own) ?? rows[0];
  return row && { id: row.id, territoryCode: row.territory_code, own: row.own };
}

type Naming = { today: string; digest(value: string): Promise<Buffer[]> };

/** As comparable text with its kind in front; nothing for what is no number at all. */
async function namesOf(sought: SoughtNumber, { today, digest }: Naming): Promise<string[]> {
  const { idNumber, idType = 'CITIZEN_ID', creditCode, code } = sought;
  if (idNumber !== undefined) {
    const read = readIdentityNumber(idType, idNumber, today);
    if (!read.ok) return [];
    const digests = await digest(digestedIdentity({ type: idType, value: read.value }));
    return digests.map((each) => `${PERSON}${each.toString('hex')}`);
  }
  if (creditCode !== undefined) {
    const read = readCreditCode(creditCode);
    return read.ok ? [`${CREDIT}${read.value}`] : [];
  }
  return code === undefined ? [] : [`${CODE}${code}`];
}
