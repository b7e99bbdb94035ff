/** What a customer's file answers of a scorecard. Pure. */
import type { Answers } from './answers.ts';
import { type PanelFinding, panelAnswers } from './panel-providers.ts';
import type { Scorecard } from './scorecard.ts';

/** What of a customer counts: the stored profile, and where it stands on the negative list. */
export type RatedCustomer = {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly screening: string;
  readonly screening_reason: string | null;
};

/** Input codes a scorecard may use to be answered by the file, and the profile item behind each. */
export const inputsOnFile: Readonly<Record<string, string>> = {
  PEOPLE: 'memberCount',
  LABOUR: 'labourCount',
  YEARS_RESIDENT: 'yearsResident',
  NET_INCOME: 'netIncomeFen',
  EXPENDITURE: 'expenditureFen',
  ASSETS: 'assetsFen',
  DEBTS: 'debtsFen',
  TURNOVER: 'turnoverFen',
  PROFIT: 'profitFen',
  EMPLOYEES: 'employeeCount',
  PREMISES: 'premises',
  REPAYMENT: 'repaymentRecord',
};

const BAD_LOANS = new Set(['BAD_LOAN', 'WRITTEN_OFF_LOAN']);

/** Whole years from a day to another; a year is complete on its anniversary. */
export function wholeYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/**
 * The answers the file gives to the card's inputs, numbers as text. A listed bad loan or judgment
 * answers yes; not being listed answers nothing, since the list does not know everybody.
 */
export function fileAnswers(card: Scorecard, customer: RatedCustomer, today: string): Answers {
  const { profile, screening_reason: listed } = customer;
  const entries = Object.entries(inputsOnFile).map(
    ([code, item]) => [code, profile[item]] as const,
  );
  const startedOn = profile.startedOn;
  const derived = [
    ['YEARS_TRADING', typeof startedOn === 'string' ? wholeYears(startedOn, today) : undefined],
    ['HAS_BAD_LOAN', listed !== null && BAD_LOANS.has(listed) ? true : undefined],
    ['JUDGMENT_DEFAULTER', listed === 'JUDGMENT_DEFAULTER' ? true : undefined],
  ] as const;
  const asked = new Set(card.inputs.map(({ code }) => code));
  const known = [...entries, ...derived].filter(
    ([code, value]) => asked.has(code) && value !== undefined && value !== null,
  );
  return Object.fromEntries(known.map(([code, value]) => [code, asStored(value)]));
}

type Beside = {
  /** Answers for all whose file is silent. */
  readonly given: Answers;
  readonly panel: PanelFinding | undefined;
  readonly today: string;
};

/** The answers of one file among many: the file comes before what is given for all. */
export const answersOnFile = (
  card: Scorecard,
  file: Omit<RatedCustomer, 'profile'> & { readonly profile: unknown },
  { given, panel, today }: Beside,
): Answers => {
  const customer = { ...file, profile: file.profile as RatedCustomer['profile'] };
  return { ...given, ...fileAnswers(card, customer, today), ...panelAnswers(card, panel) };
};

/** Numbers as exact text, so that a stored rating is computed again from the very same answers. */
export const asStored = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;

/** Given answers that contradict the file. */
export const contradictions = (onFile: Answers, given: Answers): string[] =>
  Object.keys(given)
    .filter((code) => Object.hasOwn(onFile, code) && onFile[code] !== given[code])
    .toSorted();
