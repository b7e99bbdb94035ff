/** What a customer's row contributes to its profile, which a module above keeps. */
import type { Db, Tx } from '../../kernel/db/index.ts';
import { isHousehold } from './kinds.ts';
import { countMembers } from './members.ts';
import type { Opener } from './personal.ts';

/** Which parts of a file are there; never what they say. */
export type FileFacts = Readonly<
  Record<
    | 'NAME'
    | 'ID_NUMBER'
    | 'MOBILE'
    | 'ADDRESS'
    | 'GRID'
    | 'AREA'
    | 'POINT'
    | 'BUSINESS_NAME'
    | 'CREDIT_CODE',
    boolean
  >
> & {
  /** How many people of the household are on file. */
  readonly MEMBERS: number;
};

/** The columns that facts are read off. */
export type FileRow = {
  id_number_mask: string | null;
  mobile_mask: string | null;
  address_mask: string | null;
  grid_id: string | null;
  longitude?: number | null;
  business_name: string | null;
  credit_code: string | null;
};

export const factsOf = (row: FileRow, members: number): FileFacts => ({
  NAME: true,
  AREA: true,
  ID_NUMBER: row.id_number_mask !== null,
  MOBILE: row.mobile_mask !== null,
  ADDRESS: row.address_mask !== null,
  GRID: row.grid_id !== null,
  POINT: typeof row.longitude === 'number',
  BUSINESS_NAME: row.business_name !== null,
  CREDIT_CODE: row.credit_code !== null,
  MEMBERS: members,
});

export type FileKey = { readonly institutionId: string; readonly customerId: string };

/** How complete a file is, and what to write once the customer's row stands. */
export type Weighed = { readonly completeness: number; keep(): Promise<void> };

type Opened = { customerId: string; kind: string; facts: FileFacts };

/** What is looked up for one file serves the next as well. */
export type Opening = {
  /** How complete the file is, and the row to keep of it once the customer's own stands. */
  weigh(file: Opened): Promise<{ completeness: number; row: KeptRow | null }>;
  keep(rows: readonly KeptRow[]): Promise<void>;
};
export type KeptRow = Readonly<Record<string, unknown>>;

export type FileKeeper = {
  /** For files that are being opened, one or many. */
  opening(tx: Tx, setting: { institutionId: string; today: string }): Opening;
  /** A file whose row changes; null where nothing is kept of it. */
  refresh(tx: Tx, file: FileKey & { facts: FileFacts }): Promise<Weighed | null>;
  /** Sealed answers in clear, by item code, as callers read them. */
  reveal(opener: Opener, customerId: string): Promise<Record<string, unknown>>;
  /** Open answers as they are kept: numbers as exact text, amounts as text in fen. */
  answers(db: Db | Tx, file: FileKey): Promise<Readonly<Record<string, unknown>>>;
};

const none: FileKeeper = {
  opening: () => ({
    weigh: async () => ({ completeness: 0, row: null }),
    keep: async () => {},
  }),
  refresh: async () => null,
  reveal: async () => ({}),
  answers: async () => ({}),
};
let keeper = none;

/** Called once, by the module that keeps what files answer. */
export const keepFiles = (given: FileKeeper): void => {
  keeper = given;
};

export const fileKeeper = (): FileKeeper => keeper;

type Standing = FileKey & { kind: string; row: FileRow };

async function factsNow(tx: Tx, { kind, row, ...key }: Standing): Promise<FileFacts> {
  return factsOf(row, isHousehold(kind) ? await countMembers(tx, key) : 0);
}

/** Weighs a file after a change of its row. */
export async function refreshFile(tx: Tx, standing: Standing): Promise<Weighed | null> {
  const { institutionId, customerId } = standing;
  return keeper.refresh(tx, { institutionId, customerId, facts: await factsNow(tx, standing) });
}

type StandingRow = FileRow & { institution_id: string; id: string; kind: string };

/** What is there of a customer's file now. */
export const factsOfCustomer = (tx: Tx, row: StandingRow): Promise<FileFacts> =>
  factsNow(tx, { institutionId: row.institution_id, customerId: row.id, kind: row.kind, row });
