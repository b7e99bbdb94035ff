import type { CustomerKind } from '../generated/enums.ts';
import type { Profile } from './profiles.ts';
import type { Random } from './random.ts';

/** How households and businesses of the county divide into kinds. */
const HOUSEHOLDS: readonly (readonly [CustomerKind, number])[] = [
  ['HOUSEHOLD', 965],
  ['LARGE_GROWER', 25],
  ['FAMILY_FARM', 10],
];
const BUSINESSES: readonly (readonly [CustomerKind, number])[] = [
  ['MERCHANT', 930],
  ['SMALL_ENTERPRISE', 45],
  ['COOPERATIVE', 22],
  ['LEADING_ENTERPRISE', 3],
];

export const householdKind = (random: Random): CustomerKind => random.weighted(HOUSEHOLDS);
export const businessKind = (random: Random): CustomerKind => random.weighted(BUSINESSES);

const FARM_LICENSED_SHARE = 0.7;

/** A farm's name, and whether it has a licence. */
export function farmOf(village: string, surname: string, random: Random) {
  const place = village.replace(/(村委会|居委会|委会)$/, '');
  return {
    name: `${place}${surname}家家庭农场（演示）`,
    licensed: random.chance(FARM_LICENSED_SHARE),
  };
}

const ORGANISATIONS: Readonly<Partial<Record<CustomerKind, string>>> = {
  SMALL_ENTERPRISE: '有限公司',
  COOPERATIVE: '种植专业合作社',
  LEADING_ENTERPRISE: '农业集团有限公司',
};

/** The name a shop would have as an organisation of this kind. */
export const organisationName = (shop: string, kind: CustomerKind): string =>
  shop.replace('（演示）', `${ORGANISATIONS[kind] ?? ''}（演示）`);

/** How much more an organisation turns over than a shop, and how many work there. */
const SCALE: Readonly<Partial<Record<CustomerKind, { times: bigint; people: [number, number] }>>> =
  {
    SMALL_ENTERPRISE: { times: 12n, people: [5, 80] },
    COOPERATIVE: { times: 6n, people: [5, 40] },
    LEADING_ENTERPRISE: { times: 240n, people: [120, 600] },
  };

/** A shop's answers at the size of an organisation; who is registered says so. */
export function atScale(profile: Profile, kind: CustomerKind, random: Random): Profile {
  const scale = SCALE[kind];
  if (!scale) return profile;
  const { TURNOVER, PROFIT } = profile;
  const grown = (fen: unknown) => (BigInt(String(fen)) * scale.times).toString();
  return {
    ...profile,
    EMPLOYEES: String(random.whole(...scale.people)),
    ...(TURNOVER === undefined ? {} : { TURNOVER: grown(TURNOVER) }),
    ...(PROFIT === undefined ? {} : { PROFIT: grown(PROFIT) }),
  };
}

const FARM_FEN_PER_PERSON = 9_000_000n;

/** What a grower is asked beside what every household is. */
export function farmingAnswers(profile: Profile, random: Random): Profile {
  const people = random.whole(2, 12);
  const activity = String(profile.MAIN_ACTIVITY ?? 'A0111');
  return {
    ...profile,
    INDUSTRY: activity.startsWith('A') ? activity : 'A0111',
    EMPLOYEES: String(people),
    TURNOVER: (FARM_FEN_PER_PERSON * BigInt(people)).toString(),
  };
}
