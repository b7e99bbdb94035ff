import { isCalendarDate } from './dates.ts';

/** Why an identifier is not accepted. The words for people are in `identifierReasons`. */
export type IdentifierReason =
  | 'malformed'
  | 'check_digit'
  | 'birth_date_unreal'
  | 'birth_date_future';

/** A normalised identifier, with what can be read from it, or the reason it is refused. */
export type IdentifierResult<Facts extends object = object> =
  | ({ readonly ok: true; readonly value: string } & Readonly<Facts>)
  | { readonly ok: false; readonly reason: IdentifierReason };

/** Each reason in English and Chinese. */
export const identifierReasons: Readonly<Record<IdentifierReason, { en: string; zh: string }>> = {
  malformed: {
    en: 'the number has the wrong length or characters',
    zh: '号码长度或字符不符合规定',
  },
  check_digit: { en: 'the check digit does not match', zh: '校验码不正确' },
  birth_date_unreal: { en: 'the birth date does not exist', zh: '出生日期不存在' },
  birth_date_future: { en: 'the birth date lies in the future', zh: '出生日期晚于今天' },
};

const LONGEST_INPUT = 64;
const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CARD_CHECK = '10X98765432';
/**
 * Nobody born earlier held a number: the scheme is from 1984. A year before it is a typing
 * error.
 */
const EARLIEST_BIRTH_DATE = '1850-01-01';
const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_CODE_PATTERN = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export const refusedIdentifier = (reason: IdentifierReason) => ({ ok: false, reason }) as const;

/**
 * Full-width digits become ASCII, separators go, letters become capitals. Over-long text
 * becomes empty.
 */
export function normaliseIdentifier(text: string): string {
  if (text.length > LONGEST_INPUT) return '';
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/**
 * What a citizen identity number says about its holder. `areaCode` is where it was first
 * issued.
 */
export type IdCardFacts = { birthDate: string; sex: 'MALE' | 'FEMALE'; areaCode: string };

/**
 * Citizen identity number, GB 11643: 18 characters, mod 11-2 check, a birth date that exists
 * and is not after `today`. The area prefix is not looked up: cards keep codes that were
 * withdrawn long ago.
 */
export function readIdCard(text: string, today: string): IdentifierResult<IdCardFacts> {
  const value = normaliseIdentifier(text);
  if (!/^[1-9]\d{16}[\dX]$/.test(value)) return refusedIdentifier('malformed');
  const sum = ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(value[i]), 0);
  if (ID_CARD_CHECK[sum % 11] !== value[17]) return refusedIdentifier('check_digit');
  const birthDate = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  if (!isCalendarDate(birthDate) || birthDate < EARLIEST_BIRTH_DATE) {
    return refusedIdentifier('birth_date_unreal');
  }
  if (birthDate > today) return refusedIdentifier('birth_date_future');
  const sex = Number(value[16]) % 2 === 1 ? 'MALE' : 'FEMALE';
  return { ok: true, value, birthDate, sex, areaCode: value.slice(0, 6) };
}

/**
 * Registering authority and category, area and organisation code inside a unified social credit
 * code.
 */
export type CreditCodeFacts = { category: string; areaCode: string; organisationCode: string };

/**
 * Unified social credit code (统一社会信用代码), GB 32100: 18 characters of 31 symbols, mod 31 check.
 * The inner organisation code is not checked again: codes issued to sole traders do not all
 * keep its check digit.
 */
export function readCreditCode(text: string): IdentifierResult<CreditCodeFacts> {
  const value = normaliseIdentifier(text);
  if (!CREDIT_CODE_PATTERN.test(value)) return refusedIdentifier('malformed');
  let sum = 0;
  let weight = 1;
  for (const symbol of value.slice(0, 17)) {
    sum += weight * CREDIT_CODE_ALPHABET.indexOf(symbol);
    weight = (weight * 3) % 31;
  }
  if (CREDIT_CODE_ALPHABET[(31 - (sum % 31)) % 31] !== value[17])
    return refusedIdentifier('check_digit');
  return {
    ok: true,
    value,
    category: value.slice(0, 2),
    areaCode: value.slice(2, 8),
    organisationCode: value.slice(8, 17),
  };
}

/**
 * Organisation code (组织机构代码), GB 11714: 8 characters and a check character, with or without the
 * hyphen.
 */
export function readOrganisationCode(text: string): IdentifierResult {
  const value = normaliseIdentifier(text);
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(value)) return refusedIdentifier('malformed');
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(value.charAt(i), 36),
    0,
  );
  const remainder = 11 - (sum % 11);
  const check = remainder === 10 ? 'X' : String(remainder % 11);
  return check === value[8] ? { ok: true, value } : refusedIdentifier('check_digit');
}

/** Bank card number: 13 to 19 digits with a Luhn check digit (ISO/IEC 7812-1). */
export function readBankCard(text: string): IdentifierResult {
  const value = normaliseIdentifier(text);
  if (!/^\d{13,19}$/.test(value)) return refusedIdentifier('malformed');
  let sum = 0;
  for (let i = 0; i < value.length; i += 1) {
    const digit = Number(value[value.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 ? { ok: true, value } : refusedIdentifier('check_digit');
}

/** Mainland mobile number: 11 digits from 13 to 19; a country prefix `+86` or `0086` is dropped. */
export function readMobile(text: string): IdentifierResult {
  const value = normaliseIdentifier(text).replace(/^(?:\+|00)86/, '');
  return /^1[3-9]\d{9}$/.test(value) ? { ok: true, value } : refusedIdentifier('malformed');
}
