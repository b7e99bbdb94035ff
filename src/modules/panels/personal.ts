/** What names a villager of the pool: checked, masked, sealed under the reviewer's own key. */

import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  type IdentifierResult,
  identifierReasons,
  readIdCard,
  readMobile,
} from '../../kernel/identifiers.ts';
import { maskIdNumber, maskMobile, maskName } from '../../kernel/mask.ts';
import type { DigestColumn, Vault } from '../../kernel/vault/vault.ts';
import { digestPurposes } from '../customers/index.ts';

type Keeper = { tx: Tx; institutionId: string; vault: Vault; reviewerId: string };
export type Villager = { name: string; mobile: string; idNumber?: string | undefined };

function valid(read: IdentifierResult, code: string, path: string[]): string {
  if (read.ok) return read.value;
  throw refuse(code, { path, details: { reason: read.reason, ...identifierReasons[read.reason] } });
}

export const placeOf = (reviewerId: string, column: string) => ({
  subjectId: reviewerId,
  table: 'panel_reviewer',
  column,
  rowId: reviewerId,
});

/** What is known of a villager by number, so that the key of digests can be turned over. */
export const reviewerDigests: readonly DigestColumn[] = [
  {
    table: 'panel_reviewer',
    column: 'mobile_digest',
    purpose: digestPurposes.mobile,
    cipher: 'mobile_cipher',
    subject: 'id',
    unique: 'true',
  },
  {
    table: 'panel_reviewer',
    column: 'id_number_digest',
    purpose: digestPurposes.idNumber,
    cipher: 'id_number_cipher',
    subject: 'id',
  },
];

/** Columns of a villager. Numbers are digested as customers' are, so that recusals are found. */
export async function villagerColumns(keeper: Keeper, villager: Villager, today: string) {
  const { tx, institutionId, vault, reviewerId } = keeper;
  const mobile = valid(readMobile(villager.mobile), 'panel.mobile_invalid', ['mobile']);
  const seal = (column: string, clear: string) =>
    vault.seal(tx, institutionId, placeOf(reviewerId, column), clear);
  return {
    name_mask: maskName(villager.name),
    name_cipher: await seal('name_cipher', villager.name),
    mobile_mask: maskMobile(mobile),
    mobile_cipher: await seal('mobile_cipher', mobile),
    mobile_digest: await vault.digest(tx, institutionId, digestPurposes.mobile, mobile),
    ...(villager.idNumber ? await idColumns(keeper, villager.idNumber, today) : {}),
  };
}

async function idColumns(keeper: Keeper, given: string, today: string) {
  const { tx, institutionId, vault, reviewerId } = keeper;
  const idNumber = valid(readIdCard(given, today), 'panel.id_number_invalid', ['idNumber']);
  const place = placeOf(reviewerId, 'id_number_cipher');
  return {
    id_number_mask: maskIdNumber(idNumber),
    id_number_cipher: await vault.seal(tx, institutionId, place, idNumber),
    id_number_digest: await vault.digest(tx, institutionId, digestPurposes.idNumber, idNumber),
  };
}
