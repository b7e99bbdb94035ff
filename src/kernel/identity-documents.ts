/** Numbers of the documents people prove who they are with (GA/T 517), each checked by its form. */
import type { IdNumberType } from '../generated/enums.ts';
import {
  type IdentifierResult,
  normaliseIdentifier,
  readIdCard,
  refusedIdentifier,
} from './identifiers.ts';

export type { IdNumberType };

/** Numbers of residents from these begin with the codes of Hong Kong, Macao and Taiwan. */
const HMT_AREA = /^8[123]0000/;

/** Forms of numbers that carry no check digit, or whose check digit is not published. */
const FORMS: Readonly<Partial<Record<IdNumberType, RegExp>>> = {
  PASSPORT: /^[A-Z0-9]{5,17}$/,
  HONG_KONG_MACAO_PERMIT: /^[HM]\d{8}(\d{2})?$/,
  TAIWAN_PERMIT: /^\d{8}(\d{2}[A-Z]?)?$/,
  OFFICER_CARD: /^[\p{Script=Han}A-Z0-9]{4,20}$/u,
};
/** Cards of foreigners issued before 2023 have letters of the country first. */
const OLD_RESIDENCE_CARD = /^[A-Z]{3}\d{12}$/;

/** A normalised number of a type, or why it is none. `today` bounds the birth dates inside. */
export function readIdentityNumber(
  type: IdNumberType,
  text: string,
  today: string,
): IdentifierResult {
  if (type === 'CITIZEN_ID') return readIdCard(text, today);
  const value = normaliseIdentifier(text);
  if (type === 'HMT_RESIDENCE_PERMIT') {
    return HMT_AREA.test(value) ? readIdCard(value, today) : refusedIdentifier('malformed');
  }
  if (type === 'FOREIGN_RESIDENCE_CARD') {
    if (OLD_RESIDENCE_CARD.test(value)) return { ok: true, value };
    return value.startsWith('9') ? readIdCard(value, today) : refusedIdentifier('malformed');
  }
  return FORMS[type]?.test(value) ? { ok: true, value } : refusedIdentifier('malformed');
}
