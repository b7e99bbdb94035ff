import { addDays } from '../kernel/dates.ts';
import { type DemoMember, labourOf } from './households.ts';
import type { Random } from './random.ts';

/** How much of a file was filled in: enough to rate, in part, or hardly. */
export type Thoroughness = 'FULL' | 'PARTIAL' | 'BARE';
export type Profile = Readonly<Record<string, unknown>>;

const KEPT: Readonly<Record<Thoroughness, number>> = { FULL: 1, PARTIAL: 0.6, BARE: 0.15 };
/** Items a rating does not need are left out now and then even of a full file. */
const OPTIONAL = new Set([
  'expenditureFen',
  'mainActivity',
  'creditReportConsent',
  'employeeCount',
]);
const OPTIONAL_KEPT = 0.85;

const ACTIVITIES = [
  ['A0111', 30],
  ['A0412', 26],
  ['A0141', 12],
  ['A0311', 6],
  ['E4790', 10],
  ['C1361', 6],
  ['G5431', 5],
  ['H6210', 5],
] as const;
const RECORDS = [
  ['ON_TIME', 55],
  ['NO_HISTORY', 33],
  ['SHORT_DELAY', 9],
  ['LONG_DELAY', 3],
] as const;
const NEEDS = [
  ['NONE', 50],
  ['PRODUCTION', 25],
  ['BUSINESS', 12],
  ['CONSUMPTION', 8],
  ['HOUSING', 5],
] as const;
const PREMISES = [
  ['OWNED', 35],
  ['RENTED', 50],
  ['STALL', 15],
] as const;

const FEN_PER_YUAN = 100;
const STEP_YUAN = 500;
/** Whole steps of 500 yuan in fen, as stored. */
const fen = (yuan: number): string =>
  String(Math.max(0, Math.round(yuan / STEP_YUAN)) * STEP_YUAN * FEN_PER_YUAN);

/** Skewed to the right, as incomes are: a few are several times the middle. */
const around = (random: Random, middle: number): number =>
  middle * Math.exp((random.share() + random.share() + random.share() - 1.5) * 1.1);

export function householdProfile(
  family: readonly DemoMember[],
  random: Random,
  thoroughness: Thoroughness,
): Profile {
  const labour = labourOf(family);
  const income = around(random, 22_000 + 21_000 * labour);
  const assets = around(random, 210_000);
  return trimmed(random, thoroughness, {
    memberCount: family.length,
    labourCount: labour,
    yearsResident: random.whole(1, 50),
    mainActivity: random.weighted(ACTIVITIES),
    netIncomeFen: fen(income),
    expenditureFen: fen(income * (0.4 + 0.4 * random.share())),
    assetsFen: fen(assets),
    debtsFen: random.chance(0.45) ? fen(assets * 0.6 * random.share()) : '0',
    repaymentRecord: random.weighted(RECORDS),
    creditReportConsent: random.chance(0.9),
    financingNeed: random.weighted(NEEDS),
  });
}

export type Trade = { industry: string; registered: boolean; today: string };

export function merchantProfile(trade: Trade, random: Random, thoroughness: Thoroughness): Profile {
  const turnover = around(random, 420_000);
  return trimmed(random, thoroughness, {
    registration: trade.registered ? 'REGISTERED' : 'UNREGISTERED',
    industryCode: trade.industry,
    startedOn: addDays(trade.today, -random.whole(800, 6_000)),
    premises: random.weighted(PREMISES),
    employeeCount: random.whole(1, 12),
    turnoverFen: fen(turnover),
    profitFen: fen(turnover * (0.02 + 0.16 * random.share())),
    assetsFen: fen(around(random, 260_000)),
    debtsFen: random.chance(0.5) ? fen(turnover * 0.5 * random.share()) : '0',
    repaymentRecord: random.weighted(RECORDS),
    creditReportConsent: random.chance(0.9),
    financingNeed: random.weighted(NEEDS),
  });
}

/** Leaves items out; the registration stays, since other columns follow from it. */
function trimmed(random: Random, thoroughness: Thoroughness, profile: Profile): Profile {
  const kept = Object.entries(profile).filter(([name]) => {
    const share = OPTIONAL.has(name) ? OPTIONAL_KEPT * KEPT[thoroughness] : KEPT[thoroughness];
    return name === 'registration' || random.share() < share;
  });
  return Object.fromEntries(kept);
}
