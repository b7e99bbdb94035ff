/** Personal fields on their way in and out: checked, masked, sealed, digested; opened on purpose. */
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type IdentifierResult,
  identifierReasons,
  readCreditCode,
  readMobile,
} from '../../kernel/identifiers.ts';
import { type IdNumberType, readIdentityNumber } from '../../kernel/identity-documents.ts';
import { maskAddress, maskIdNumber, maskMobile, maskName } from '../../kernel/mask.ts';
import type { DigestColumn, Vault } from '../../kernel/vault/vault.ts';
import { countyFindings, divisionNames, type IdAreaFinding } from '../areas/index.ts';
import { normaliseAddress } from './address.ts';
import { nameForm, soundForm } from './names.ts';

/** Purposes of keyed digests: equality search within an institution. */
export const digestPurposes = {
  idNumber: 'id-number',
  mobile: 'mobile',
  address: 'address',
  name: 'name',
  nameSound: 'name-sound',
} as const;

type Table = 'customer' | 'customer_member';
/**
 * Whose fields they are and where they stand. The subject's key seals them: a customer's own for
 * the head or owner, in both tables, and a member's own for every other member.
 */
export type Subject = { subjectId: string; table: Table; rowId: string };
export type Keeper = { tx: Tx; institutionId: string; vault: Vault; lookups?: Lookups };

/** What is looked up of the divisions; remembered by those who file many at once. */
export type Lookups = {
  countyFinding(code: string): Promise<IdAreaFinding | undefined>;
  divisionNames(areaCode: string): Promise<string[]>;
};

type Path = readonly (string | number)[];

function valid(read: IdentifierResult, code: string, path: Path): string {
  if (read.ok) return read.value;
  throw refuse(code, { path, details: { reason: read.reason, ...identifierReasons[read.reason] } });
}

/** A normalised number and the document it is of. */
export type Identity = { readonly type: IdNumberType; readonly value: string };

type GivenIdentity = {
  idNumber?: string | undefined;
  /** A citizen's unless said otherwise. */
  idType?: IdNumberType | undefined;
};

/** The identity number given, if one is, or `customer.id_number_invalid`. */
export function identityOf(
  { idNumber, idType }: GivenIdentity,
  today: string,
  path: Path = [],
): Identity | undefined {
  if (idNumber === undefined) {
    if (idType === undefined) return undefined;
    throw refuse('customer.id_type_alone', { path: [...path, 'idType'] });
  }
  const type = idType ?? 'CITIZEN_ID';
  const read = readIdentityNumber(type, idNumber, today);
  return { type, value: valid(read, 'customer.id_number_invalid', [...path, 'idNumber']) };
}

/** What is digested: a citizen's number as it is, others with their type, so that none meet. */
export const digestedIdentity = ({ type, value }: Identity): string =>
  type === 'CITIZEN_ID' ? value : `${type} ${value}`;

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

/** Of the customer's own row: with the digests that files are compared by. */
export async function fileNameColumns(keeper: Keeper, subject: Subject, name: string) {
  return {
    ...(await nameColumns(keeper, subject, name)),
    name_digest: await digestOf(keeper, 'name', nameForm(name)),
    name_sound_digest: await digestOf(keeper, 'nameSound', soundForm(name)),
  };
}

export const noNumber = {
  id_number_type: 'CITIZEN_ID',
  id_number_mask: null,
  id_number_cipher: null,
  id_number_digest: null,
  id_area_finding: null,
} as const;

type Sealing = Keeper & { today: string };

export async function idNumberColumns(keeper: Sealing, subject: Subject, identity: Identity) {
  const { type, value } = identity;
  return {
    ...(await idNumberSealed(keeper, subject, identity)),
    id_area_finding: type === 'CITIZEN_ID' ? await areaFinding(keeper, value) : null,
  };
}

/** Without looking its county up. */
export async function idNumberSealed(keeper: Keeper, subject: Subject, identity: Identity) {
  const { type, value } = identity;
  return {
    id_number_type: type,
    id_number_mask: maskIdNumber(value),
    id_number_cipher: await seal(keeper, subject, 'id_number_cipher')(value),
    id_number_digest: await digestOf(keeper, 'idNumber', digestedIdentity(identity)),
  };
}

const COUNTY_DIGITS = 6;

async function areaFinding({ tx, today, lookups }: Sealing, idNumber: string) {
  const county = idNumber.slice(0, COUNTY_DIGITS);
  const { countyFinding } = lookups ?? lookupsIn(tx, today);
  return (await countyFinding(county)) ?? 'UNKNOWN';
}

const lookupsIn = (tx: Tx, today: string): Lookups => ({
  countyFinding: async (code) => (await countyFindings(tx, [code], today)).get(code),
  divisionNames: (areaCode) => divisionNames(tx, areaCode),
});

/** The same, each asked once. */
export function rememberedLookups(tx: Tx, today: string): Lookups {
  const { countyFinding, divisionNames: namesOf } = lookupsIn(tx, today);
  const once = <T>(ask: (code: string) => Promise<T>) => {
    const known = new Map<string, Promise<T>>();
    return (code: string): Promise<T> => {
      const asked = known.get(code) ?? ask(code);
      known.set(code, asked);
      return asked;
    };
  };
  return { countyFinding: once(countyFinding), divisionNames: once(namesOf) };
}

export const noMobile = { mobile_mask: null, mobile_cipher: null, mobile_digest: null } as const;

export async function mobileColumns(keeper: Keeper, subject: Subject, mobile: string) {
  return {
    mobile_mask: maskMobile(mobile),
    mobile_cipher: await seal(keeper, subject, 'mobile_cipher')(mobile),
    mobile_digest: await digestOf(keeper, 'mobile', mobile),
  };
}

/** Where an address lies and what it says there. */
export type Address = { readonly areaCode: string; readonly text: string };

export async function addressColumns(keeper: Keeper, subject: Subject, address: Address) {
  const address_cipher = await seal(keeper, subject, 'address_cipher')(address.text);
  const form = await addressForm(keeper, address);
  return {
    address_mask: maskAddress(address.text),
    address_cipher,
    ...(form === ''
      ? addressUnfound
      : {
          address_form_cipher: await seal(keeper, subject, 'address_form_cipher')(form),
          address_digest: await digestOf(keeper, 'address', form),
        }),
  };
}

/** Of an address that tells no door from another, or that lies elsewhere now. */
export const addressUnfound = { address_form_cipher: null, address_digest: null } as const;

export const noAddress = { address_mask: null, address_cipher: null, ...addressUnfound } as const;

/** What the detail of an address is found by inside its division; empty when it says nothing. */
export const addressForm = async (
  { tx, lookups }: Pick<Keeper, 'tx' | 'lookups'>,
  { areaCode, text }: Address,
): Promise<string> => {
  const names = lookups ? lookups.divisionNames(areaCode) : divisionNames(tx, areaCode);
  return normaliseAddress(text, await names);
};

const identityDigest = {
  also: ['id_number_type'],
  form: (value: string, { id_number_type: type }: Readonly<Record<string, unknown>>) =>
    digestedIdentity({ type: type as IdNumberType, value }),
};

/** Where the digests stand and what they are of, so that their key can be turned over. */
export const digestColumns: readonly DigestColumn[] = [
  {
    table: 'customer',
    column: 'id_number_digest',
    purpose: digestPurposes.idNumber,
    cipher: 'id_number_cipher',
    subject: 'id',
    ...identityDigest,
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
    table: 'customer',
    column: 'address_digest',
    purpose: digestPurposes.address,
    cipher: 'address_form_cipher',
    subject: 'id',
  },
  {
    table: 'customer',
    column: 'name_digest',
    purpose: digestPurposes.name,
    cipher: 'name_cipher',
    subject: 'id',
    form: nameForm,
  },
  {
    table: 'customer',
    column: 'name_sound_digest',
    purpose: digestPurposes.nameSound,
    cipher: 'name_cipher',
    subject: 'id',
    form: soundForm,
  },
  {
    table: 'customer_member',
    column: 'id_number_digest',
    purpose: digestPurposes.idNumber,
    cipher: 'id_number_cipher',
    ...identityDigest,
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
