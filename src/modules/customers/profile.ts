/**
 * The items of a file that name nobody: how they come in, are stored and count towards completeness.
 */
import { z } from 'zod';
import {
  BusinessPremises,
  BusinessRegistration,
  FinancingNeed,
  RepaymentRecord,
} from '../../generated/enums.ts';
import { date, enumeration, money, pattern } from '../../kernel/commands/input.ts';
import { fenOf } from '../../kernel/money.ts';
import { type CustomerKind, isHousehold } from './kinds.ts';
import type { ProfileAnswers } from './rules.ts';

const MOST_PEOPLE = 50;
const MOST_YEARS = 120;
const MOST_EMPLOYEES = 100_000;
const count = (most: number) => z.number().int().min(0).max(most);
/** GB/T 4754: a letter and up to four digits. A code, so that no free text holds names. */
const industry = () => pattern(/^[A-T]\d{0,4}$/);

/** Yuan with a sign, parsed to fen. */
const signedMoney = () =>
  z
    .string()
    .regex(/^-?\d{1,13}(\.\d{1,2})?$/)
    .transform((text) => (text.startsWith('-') ? -fenOf(text.slice(1)) : fenOf(text)))
    .meta({ graphql: 'Decimal' });

/** Every item a file may hold; which of them belong to a kind follows from `itemsOfKind`. */
export const profileInput = z.strictObject({
  memberCount: count(MOST_PEOPLE).optional(),
  labourCount: count(MOST_PEOPLE).optional(),
  yearsResident: count(MOST_YEARS).optional(),
  mainActivity: industry().optional(),
  netIncome: money().optional(),
  expenditure: money().optional(),
  assets: money().optional(),
  debts: money().optional(),
  repaymentRecord: enumeration('RepaymentRecord', RepaymentRecord).optional(),
  creditReportConsent: z.boolean().optional(),
  financingNeed: enumeration('FinancingNeed', FinancingNeed).optional(),
  registration: enumeration('BusinessRegistration', BusinessRegistration).optional(),
  industryCode: industry().optional(),
  startedOn: date().optional(),
  premises: enumeration('BusinessPremises', BusinessPremises).optional(),
  employeeCount: count(MOST_EMPLOYEES).optional(),
  turnover: money().optional(),
  profit: signedMoney().optional(),
});
export type ProfileInput = z.output<typeof profileInput>;

/** Items that are amounts: `netIncome` outside, `netIncomeFen` as text in store. */
export const moneyItems = [
  'netIncome',
  'expenditure',
  'assets',
  'debts',
  'turnover',
  'profit',
] as const;

const everybody = ['assets', 'debts', 'repaymentRecord', 'creditReportConsent', 'financingNeed'];
const trading = ['industryCode', 'startedOn', 'premises', 'employeeCount', 'turnover', 'profit'];
const household = new Set([
  ...everybody,
  'memberCount',
  'labourCount',
  'yearsResident',
  'mainActivity',
  'netIncome',
  'expenditure',
]);
const grower = new Set([...household, 'registration', ...trading]);
const business = new Set([...everybody, 'registration', ...trading]);
const itemsOfKind: Readonly<Record<CustomerKind, ReadonlySet<string>>> = {
  HOUSEHOLD: household,
  FAMILY_FARM: grower,
  LARGE_GROWER: grower,
  MERCHANT: business,
  SMALL_ENTERPRISE: business,
  COOPERATIVE: business,
  LEADING_ENTERPRISE: business,
};

/** The first given item a file of this kind does not hold. */
export const strayItem = (kind: CustomerKind, given: ProfileInput): string | undefined =>
  Object.keys(given).find((name) => !itemsOfKind[kind].has(name));

/** Given items as they are stored: amounts as text in fen under `<item>Fen`. */
export function storedProfile(given: ProfileInput): Record<string, unknown> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) =>
      typeof value === 'bigint' ? [`${name}Fen`, value.toString()] : [name, value],
    ),
  );
}

/** What of a customer's row counts towards completeness. */
export type FileRow = {
  kind: string;
  business_name: string | null;
  credit_code: string | null;
  id_number_mask: string | null;
  mobile_mask: string | null;
  address_mask: string | null;
  grid_id: string | null;
  area_code: string;
};
type File = { row: FileRow; profile: Readonly<Record<string, unknown>>; members: number };

/**
 * The file as answers to the items of `profileSections`. The members are answered once as many
 * are on file as live in the household.
 */
export function answersOf({ row, profile, members }: File): ProfileAnswers {
  const people = Number(profile.memberCount ?? 0);
  const person = { name: true, idNumber: row.id_number_mask };
  const common = {
    ...profile,
    mobile: row.mobile_mask,
    gridId: row.grid_id,
    areaCode: row.area_code,
    address: row.address_mask,
  };
  if (isHousehold(row.kind)) {
    return {
      ...common,
      headName: person.name,
      headIdNumber: person.idNumber,
      members: people > 0 && members >= people ? true : null,
    };
  }
  return {
    ...common,
    name: row.business_name,
    creditCode: row.credit_code,
    ownerName: person.name,
    ownerIdNumber: person.idNumber,
  };
}
