import { addDays } from '../kernel/dates.ts';
import type { Sex } from './names.ts';

/**
 * Identity numbers with a right check digit that nobody can hold: the area part names counties
 * that do not exist (429099 and down), while the birth date is real.
 */
const FIRST_AREA = 429099;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
const PER_DAY_AND_SEX = 499;

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** 92: an individually owned business (个体工商户) registered with market regulation. */
const SOLE_TRADER = '92';
const SERIAL_SYMBOLS = 6;

/** 154 is a range no operator has been given. */
const MOBILE_RANGE = '154';
const MOBILES = 100_000_000;
/** Coprime to the number of mobiles, so that numbers look mixed and never repeat. */
const MOBILE_STEP = 38_196_601;

export type Identities = {
  /** The next unused number for a birth date (`YYYY-MM-DD`) and sex. */
  idNumber(birthDate: string, sex: Sex): string;
  mobile(): string;
  /** Unified social credit code, GB 32100. */
  creditCode(): string;
};

/** Numbers given out one by one: unique within a county, the same in the same order. */
export function identities(): Identities {
  const used = new Map<string, number>();
  let mobiles = 0;
  let codes = 0;
  return {
    idNumber(birthDate, sex) {
      const key = birthDate.replaceAll('-', '') + sex;
      const count = used.get(key) ?? 0;
      used.set(key, count + 1);
      return idNumberOf(birthDate, sex, count);
    },
    mobile() {
      mobiles += 1;
      return MOBILE_RANGE + String((mobiles * MOBILE_STEP) % MOBILES).padStart(8, '0');
    },
    creditCode() {
      codes += 1;
      return creditCodeOf(codes);
    },
  };
}

function idNumberOf(birthDate: string, sex: Sex, count: number): string {
  const area = FIRST_AREA - Math.floor(count / PER_DAY_AND_SEX);
  const sequence = (count % PER_DAY_AND_SEX) * 2 + (sex === 'MALE' ? 1 : 2);
  const body = `${area}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(body[place]), 0);
  return body + CHECKS.charAt(sum % CHECKS.length);
}

function creditCodeOf(count: number): string {
  const organisation = `MA${serial(count)}`;
  const body = `${SOLE_TRADER}${FIRST_AREA}${organisation}${organisationCheck(organisation)}`;
  let sum = 0;
  let weight = 1;
  for (const symbol of body) {
    sum += weight * CREDIT_ALPHABET.indexOf(symbol);
    weight = (weight * 3) % CREDIT_ALPHABET.length;
  }
  const { length } = CREDIT_ALPHABET;
  return body + CREDIT_ALPHABET.charAt((length - (sum % length)) % length);
}

/** Six symbols of the credit code's alphabet. */
function serial(count: number): string {
  let text = '';
  for (let left = count; text.length < SERIAL_SYMBOLS; ) {
    text = CREDIT_ALPHABET.charAt(left % CREDIT_ALPHABET.length) + text;
    left = Math.floor(left / CREDIT_ALPHABET.length);
  }
  return text;
}

function organisationCheck(organisation: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, place) => total + weight * Number.parseInt(organisation.charAt(place), 36),
    0,
  );
  const remainder = 11 - (sum % 11);
  return remainder === 10 ? 'X' : String(remainder % 11);
}

/** A birth date of somebody `age` years old on a day, `dayOfYear` days further back. */
export function birthDateOf(today: string, age: number, dayOfYear: number): string {
  const year = Number(today.slice(0, 4)) - age;
  return addDays(`${year}${today.slice(4, 8)}01`, -dayOfYear - 1);
}
