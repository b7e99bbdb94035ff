/** Personal fields on their way in and out: checked, masked, sealed, digested; opened on purpose. */
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type IdentifierResult,
  identifierReasons,
  readCreditCode,
  readIdCard,
  readMobile,
} from '../../kernel/identifiers.ts';
import { maskAddress, maskIdNumber, maskMobile, maskName } from '../../kernel/mask.ts';
import type { DigestColumn, Vault } from '../../kernel/vault/vault.ts';

/** Purposes of keyed digests: equality search within an institution. */
export const digestPurposes = { idNumber: 'id-number', mobile: 'mobile' } as const;

type Table = 'customer' | 'customer_member';
/**
 * Whose fields they are and where they stand. The subject's key seals them: a customer's own for
 * the head or owner, in both tables, and a member's own for every other member.
 */
export type Subject = { subjectId: string; table: Table; rowId: string };
export type Keeper = { tx: Tx; institutionId: string; vault: Vault };

type Path = readonly (string | number)[];

function valid(read: IdentifierResult, code: string, path: Path): string {
  if (read.ok) return read.value;
  throw refuse(code, { path, details: { reason: read.reason, ...identifierReasons[read.reason] } });
}

/** A citizen identity number, normalised, or `customer.id_number_invalid`. */
export const idNumberOf = (text: string, today: string, path: Path = ['idNumber']): string =>
  valid(readIdCard(text, today), 'customer.id_number_invalid', path);

/** A mainland mobile number, normalised, or `customer.mobile_invalid`. */
export const mobileOf = (text: string): string =>
  valid(readMobile(text), 'customer.mobile_invalid', ['mobile']);

/** A unified social credit code, normalised, or `customer.credit_code_invalid`. */
export const creditCodeOf = (text: string): string =>
  valid(readCreditCode(text), 'customer.credit_code_invalid', ['creditCode']);

const seal = ({ vault, tx, institutionId }: Keeper, subject: Subject, column: string) => {
  return (clear: string) => vault.seal(tx, institutionId, { ...subject, column }, clear);
};

export async function nameColumns(keeper: Keeper, subject: Subject, name: string) {
  const name_cipher = await seal(keeper, subject, 'name_cipher')(name);
  return { name_mask: maskName(name), name_cipher };
}

export async function idNumberColumns(keeper: Keeper, subject: Subject, idNumber: string) {
  return {
    id_number_mask: maskIdNumber(idNumber),
    id_number_cipher: await seal(keeper, subject, 'id_number_cipher')(idNumber),
    id_number_digest: await digestOf(keeper, 'idNumber', idNumber),
  };
}

export async function mobileColumns(keeper: Keeper, subject: Subject, mobile: string) {
  return {
    mobile_mask: maskMobile(mobile),
    mobile_cipher: await seal(keeper, subject, 'mobile_cipher')(mobile),
    mobile_digest: await digestOf(keeper, 'mobile', mobile),
  };
}

export async function addressColumns(keeper: Keeper, subject: Subject, address: string) {
  const address_cipher = await seal(keeper, subject, 'address_cipher')(address);
  return { address_mask: maskAddress(address), address_cipher };
}

/** Where the digests stand and what they are of, so that their key can be turned over. */
export const digestColumns: readonly DigestColumn[] = [
  {
    table: 'customer',
    column: 'id_number_digest',
    purpose: digestPurposes.idNumber,
    cipher: 'id_number_cipher',
    subject: 'id',
    unique: `status = 'ACTIVE'`,
  },
  {
    table: 'customer',
    column: 'mobile_digest',
    purpose: digestPurposes.mobile,
    cipher: 'mobile_cipher',
    subject: 'id',
  },
  {
    table: 'customer_member',
    column: 'id_number_digest',
    purpose: digestPurposes.idNumber,
    cipher: 'id_number_cipher',
    subject: 'case when head then customer_id else id end',
    unique: 'left_on is null',
  },
];

/** The digests a normalised value may be found by. */
export const digestsOf = (
  { vault, tx, institutionId }: Keeper,
  kind: keyof typeof digestPurposes,
  value: string,
): Promise<Buffer[]> => vault.digests(tx, institutionId, digestPurposes[kind], value);

/** The digest of a normalised value, to be written. */
export const digestOf = (
  { vault, tx, institutionId }: Keeper,
  kind: keyof typeof digestPurposes,
  value: string,
): Promise<Buffer> => vault.digest(tx, institutionId, digestPurposes[kind], value);

export type Opener = { db: Db; institutionId: string; vault: Vault };

/** The clear text of a sealed column; null where nothing is stored. */
export const open = (
  { db, institutionId, vault }: Opener,
  at: Subject & { column: string },
  sealed: Buffer | null,
): Promise<string | null> =>
  sealed === null ? Promise.resolve(null) : vault.open(db, institutionId, at, sealed);
