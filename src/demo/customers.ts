import type { CustomerKind } from '../generated/enums.ts';
import { addDays, daysBetween } from '../kernel/dates.ts';
import { kindRules } from '../modules/customers/kinds.ts';
import type { Position } from '../modules/grids/geometry.ts';
import type { DemoWorld } from './foundations.ts';
import { type DemoMember, familyOf, ownerOf } from './households.ts';
import { identities } from './identities.ts';
import { idsOf } from './ids.ts';
import {
  atScale,
  businessKind,
  farmingAnswers,
  farmOf,
  householdKind,
  organisationName,
} from './kinds.ts';
import { businessOf, namesOf } from './names.ts';
import { type Place, placesOf, pointIn } from './places.ts';
import { householdProfile, merchantProfile, type Profile, type Thoroughness } from './profiles.ts';
import { itemAt, randomOf } from './random.ts';
import { ID_STREAMS, openedOn } from './setting.ts';
import type { Member } from './staff.ts';

/** A customer in clear, before sealing. */
export type DemoCustomer = {
  id: string;
  code: string;
  kind: CustomerKind;
  place: Place;
  point: Position;
  /** Head of the household, owner of the business or legal representative. */
  head: DemoMember;
  /** With ids of their own, the head first; empty for a business. */
  members: readonly (DemoMember & { id: string })[];
  business: { name: string; creditCode: string | null } | null;
  hasIdNumber: boolean;
  mobile: string | null;
  address: string | null;
  profile: Profile;
  thoroughness: Thoroughness;
  screening: Screening;
  registeredBy: Member;
  registeredOn: string;
};

const MERCHANT_SHARE = 0.15;
const MERCHANT_SHARE_EXCLUSIVE = 0.7;
const REGISTERED_SHARE = 0.85;
const FIRST_DAY = 20;
const THOROUGHNESS = [
  ['FULL', 64],
  ['PARTIAL', 27],
  ['BARE', 9],
] as const;
type Screening = { list: 'NONE' | 'GREY' | 'BLACK'; reason: string | null };
const SCREENING: readonly (readonly [Screening, number])[] = [
  [{ list: 'NONE', reason: null }, 980],
  [{ list: 'GREY', reason: 'LITIGATION' }, 7],
  [{ list: 'GREY', reason: 'OTHER' }, 6],
  [{ list: 'BLACK', reason: 'BAD_LOAN' }, 4],
  [{ list: 'BLACK', reason: 'JUDGMENT_DEFAULTER' }, 3],
];

/** The county's customers one by one, village by village; never all in memory. */
export function* customersOf(world: DemoWorld): Iterable<DemoCustomer> {
  const { setting, assignments } = world;
  const random = randomOf(setting.seed, 'customers');
  const kinds = randomOf(setting.seed, 'kinds');
  const makers = { random, names: namesOf(random), identities: identities(), today: setting.today };
  const nextId = idsOf(setting, ID_STREAMS.customers);
  const nextMemberId = idsOf(setting, ID_STREAMS.members);
  const opened = openedOn(setting);
  const days = daysBetween(opened, setting.today) - 1;
  let number = 0;
  for (const place of placesOf(world, setting.households)) {
    const { village, grid } = place;
    const officer = grid && assignments.primaryOf.get(grid.id);
    const registeredBy = officer ?? managerOf(world, village.town.code);
    for (let index = 0; index < place.count; index += 1) {
      number += 1;
      const isMerchant = random.chance(grid?.exclusive ? MERCHANT_SHARE_EXCLUSIVE : MERCHANT_SHARE);
      const thoroughness = random.weighted(THOROUGHNESS);
      const isBare = thoroughness === 'BARE';
      const kind = isMerchant ? businessKind(kinds) : householdKind(kinds);
      const family = isMerchant ? [ownerOf(makers)] : familyOf(makers);
      const base = {
        id: nextId(),
        kind,
        code: `${kindRules[kind].letter}-${String(number).padStart(7, '0')}`,
        place,
        point: pointIn(place, random),
        head: itemAt(family, 0),
        hasIdNumber: !isBare || random.chance(0.5),
        mobile: !isBare || random.chance(0.6) ? makers.identities.mobile() : null,
        address: isBare ? null : addressOf(place, random.whole(1, 12), random.whole(1, 60)),
        thoroughness,
        screening: random.weighted(SCREENING),
        registeredBy,
        registeredOn: addDays(opened, random.whole(FIRST_DAY, days)),
      };
      if (isMerchant) {
        const { name, industry } = businessOf(village.name, random);
        const registered = random.chance(REGISTERED_SHARE) || kind !== 'MERCHANT';
        const creditCode = registered ? makers.identities.creditCode() : null;
        const trade = { industry, registered, today: setting.today };
        const profile = atScale(merchantProfile(trade, random, thoroughness), kind, kinds);
        const business = { name: organisationName(name, kind), creditCode };
        yield { ...base, business, profile, members: [] };
      } else {
        const household = householdProfile(family, random, thoroughness);
        const isGrower = kind !== 'HOUSEHOLD' && !isBare;
        const profile = isGrower ? farmingAnswers(household, kinds) : household;
        const members = family.map((member) => ({ ...member, id: nextMemberId() }));
        const farm =
          kind === 'FAMILY_FARM' ? farmOf(village.name, base.head.name.slice(0, 1), kinds) : null;
        const business = farm && {
          name: farm.name,
          creditCode: farm.licensed ? makers.identities.creditCode() : null,
        };
        yield { ...base, business, profile, members };
      }
    }
  }
}

const addressOf = ({ village }: Place, group: number, door: number): string =>
  `湖北省潜江市${village.town.name}${village.name}${group}组${door}号`;

export function managerOf({ staff }: DemoWorld, town: string): Member {
  const manager = staff.managerOf.get(town);
  if (!manager) throw new Error(`${town} has no manager`);
  return manager;
}
