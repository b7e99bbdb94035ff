import { addDays } from '../kernel/dates.ts';
import type { Stored } from '../modules/profiles/values.ts';
import { type DemoMember, labourOf } from './households.ts';
import type { Random } from './random.ts';

/** How much of a file was filled in: enough to rate, in part, or hardly. */
export type Thoroughness = 'FULL' | 'PARTIAL' | 'BARE';
/** Answers as they are kept, by item code, before anything is computed or sealed. */
export type Profile = Readonly<Record<string, Stored>>;

const KEPT: Readonly<Record<Thoroughness, number>> = { FULL: 1, PARTIAL: 0.75, BARE: 0.15 };
/** Items no later step needs are left out now and then even of a full file. */
const OPTIONAL = new Set(['MAIN_ACTIVITY', 'EDUCATION', 'CREDIT_REPORT_CONSENT', 'EMPLOYEES']);
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
const EDUCATION = [
  ['80', 30],
  ['70', 45],
  ['60', 18],
  ['30', 7],
] as const;
const CREDITORS = ['邻居', '亲戚', '生意伙伴'];

const FEN_PER_STEP = 50_000;
const YUAN_PER_STEP = 500;
/** Whole steps of 500 yuan. */
const stepsOf = (yuan: number): number => Math.max(0, Math.round(yuan / YUAN_PER_STEP));
/** As stored: text in fen. */
const fen = (steps: number): string => String(steps * FEN_PER_STEP);

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
  const activity = random.weighted(ACTIVITIES);
  return trimmed(random, thoroughness, {
    YEARS_RESIDENT: String(random.whole(1, 50)),
    PEOPLE: String(family.length),
    LABOUR: String(labour),
    EDUCATION: random.weighted(EDUCATION),
    MAIN_ACTIVITY: activity,
    ...incomeRows(random, { activity, steps: stepsOf(income), labour }),
    SPENDING_ROWS: spendingRows(random, stepsOf(income * (0.4 + 0.4 * random.share()))),
    ...balance(random, around(random, 210_000), random.chance(0.45) ? 0.6 : 0),
    ...credit(random),
  });
}

type Earning = { activity: string; steps: number; labour: number };

/** Last year's net income, spread over what it came from. */
function incomeRows(random: Random, { activity, steps, labour }: Earning): Profile {
  const fromLand = Math.floor(steps * (activity.startsWith('A') ? 0.7 : 0.15));
  const animals = activity === 'A0412' || activity === 'A0311';
  const land = [yieldRow({ by: 'CROP', kind: animals ? 'A0111' : activity }, fromLand, random)];
  const stock = [yieldRow({ by: 'ANIMAL', kind: activity }, fromLand, random)];
  const isFarm = activity.startsWith('A') && fromLand > 0;
  const work = { WORK: 'E', PERSONS: String(Math.max(1, labour)), INCOME: fen(steps - fromLand) };
  return {
    CROP_ROWS: isFarm && !animals ? land : [],
    LIVESTOCK_ROWS: isFarm && animals ? stock : [],
    WORK_ROWS: steps > fromLand ? [work] : [],
    OTHER_INCOME: isFarm ? '0' : fen(fromLand),
  };
}

/** Income is what is left and the cost together. */
function yieldRow(row: { by: string; kind: string }, net: number, random: Random) {
  const cost = Math.ceil(net * (0.3 + 0.4 * random.share()));
  return { [row.by]: row.kind, COST: fen(cost), INCOME: fen(net + cost) };
}

function spendingRows(random: Random, steps: number) {
  const living = Math.ceil(steps * (0.5 + 0.3 * random.share()));
  const rest = steps - living;
  const kind = random.pick(['EDUCATION', 'MEDICAL', 'GIFTS']);
  const rows = [{ KIND: 'LIVING', AMOUNT: fen(living) }];
  return rest > 0 ? [...rows, { KIND: kind, AMOUNT: fen(rest) }] : rows;
}

/** `share`: of the assets, how much is owed at most. */
function balance(random: Random, yuan: number, share: number): Profile {
  const house = stepsOf(yuan * 0.7);
  const vehicle = stepsOf(yuan * 0.3);
  const owed = stepsOf(yuan * share * random.share());
  const isPrivate = random.chance(0.2);
  const debt = {
    KIND: isPrivate ? 'PRIVATE' : random.pick(['THIS_BANK', 'OTHER_BANK']),
    ...(isPrivate ? { CREDITOR: random.pick(CREDITORS) } : {}),
    AMOUNT: fen(owed),
  };
  return {
    ASSET_ROWS: [
      { KIND: 'HOUSE', QUANTITY: '1', PRESENT_VALUE: fen(house) },
      { KIND: 'VEHICLE', QUANTITY: '1', PRESENT_VALUE: fen(vehicle) },
    ],
    DEBT_ROWS: owed > 0 ? [debt] : [],
  };
}

const credit = (random: Random): Profile => ({
  REPAYMENT: random.weighted(RECORDS),
  CREDIT_REPORT_CONSENT: random.chance(0.9),
  FINANCING_NEED: random.weighted(NEEDS),
});

export type Trade = { industry: string; registered: boolean; today: string };

export function merchantProfile(trade: Trade, random: Random, thoroughness: Thoroughness): Profile {
  const turnover = around(random, 420_000);
  return trimmed(random, thoroughness, {
    REGISTRATION: trade.registered ? 'REGISTERED' : 'UNREGISTERED',
    INDUSTRY: trade.industry,
    STARTED_ON: addDays(trade.today, -random.whole(800, 6_000)),
    PREMISES: random.weighted(PREMISES),
    EMPLOYEES: String(random.whole(1, 12)),
    TURNOVER: fen(stepsOf(turnover)),
    PROFIT: fen(stepsOf(turnover * (0.02 + 0.16 * random.share()))),
    ...balance(random, around(random, 260_000), random.chance(0.5) ? 0.8 : 0),
    ...credit(random),
  });
}

/** Leaves items out; the registration stays, since other columns follow from it. */
function trimmed(random: Random, thoroughness: Thoroughness, profile: Profile): Profile {
  const kept = Object.entries(profile).filter(([name]) => {
    const share = OPTIONAL.has(name) ? OPTIONAL_KEPT * KEPT[thoroughness] : KEPT[thoroughness];
    return name === 'REGISTRATION' || random.share() < share;
  });
  return Object.fromEntries(kept);
}
