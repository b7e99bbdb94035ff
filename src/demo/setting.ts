import { addDays } from '../kernel/dates.ts';

/** What one demo county is made from. */
export type Setting = {
  seed: number;
  /** The civil date the county is told as of; everything dated lies before it. */
  today: string;
  households: number;
  loans: number;
  /** Share of the customers that have a rating. */
  ratedShare: number;
  /** Of 24 townships and subdistricts only so many, the demo's own town first; all by default. */
  towns?: number | undefined;
};

const DAYS_IN_BUSINESS = 760;
/** The edition of the list of divisions holds from its cut-off on. */
export const AREAS_FROM = '2023-06-30';

/** The day the bank opened its grids: late enough for the list of divisions. */
export function openedOn({ today }: Pick<Setting, 'today'>): string {
  const day = addDays(today, -DAYS_IN_BUSINESS);
  return day > AREAS_FROM ? day : AREAS_FROM;
}

/** Streams of ids, one per kind of row. */
export const ID_STREAMS = {
  institutions: 0,
  areas: 1,
  outlets: 2,
  people: 3,
  appointments: 4,
  officers: 5,
  grids: 6,
  governmentGrids: 7,
  assignments: 8,
  staffRecords: 9,
  customers: 10,
  members: 11,
  scorecards: 12,
  ratings: 13,
  loans: 14,
  loanRows: 15,
  facts: 16,
  policies: 17,
  profileForms: 18,
  consentTexts: 19,
  consents: 20,
  ledgers: 30,
  products: 31,
  primeRates: 32,
  agreements: 33,
  matrices: 34,
} as const;
