import { addDays } from '../kernel/dates.ts';
import { json, type Row } from './copy.ts';
import type { DemoCustomer } from './customers.ts';
import { atWork } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { DEMO_TOWN } from './people.ts';
import { type Random, randomOf } from './random.ts';
import { ID_STREAMS } from './setting.ts';

/** What an officer's ledger holds of a customer. */
export type LedgerRows = { screenings: Row[]; visits: Row[] };

/** Calls in the demo's own town: how far back they lie, and when the next one is due. */
const VISITED_SHARE = 0.4;
const MOST_DAYS_AGO = 90;
const NEXT_AFTER = [14, 120] as const;
const RESULTS = [
  ['TO_FOLLOW_UP', 4],
  ['DONE_ON_SITE', 3],
  ['NOT_INTERESTED', 2],
  ['APPOINTED', 1],
] as const;

type Making = { random: Random; nextId: () => string; today: string; bankId: string };

/** Adds what the ledgers say of each customer it is shown. */
export function ledgerOf({ setting, institutions }: DemoWorld) {
  const making: Making = {
    random: randomOf(setting.seed, 'ledgers'),
    nextId: idsOf(setting, ID_STREAMS.ledgers),
    today: setting.today,
    bankId: institutions.bank.id,
  };
  return ({ screenings, visits }: LedgerRows, customer: DemoCustomer): void => {
    if (customer.screening.list !== 'NONE') screenings.push(screeningRow(customer, making));
    const isOwn = customer.place.village.town.code === DEMO_TOWN;
    if (isOwn && making.random.chance(VISITED_SHARE)) visits.push(callRow(customer, making));
  };
}

const keyed = ({ id }: DemoCustomer, { bankId, nextId }: Making) => ({
  institution_id: bankId,
  id: nextId(),
  customer_id: id,
});

/** Listed on the day the file was opened, by whoever opened it. */
const screeningRow = (customer: DemoCustomer, making: Making): Row => ({
  ...keyed(customer, making),
  list: customer.screening.list,
  stage: 'FINAL',
  reason: customer.screening.reason,
  listed_by: customer.registeredBy.id,
  listed_at: atWork(customer.registeredOn, 0.2).toISOString(),
});

function callRow(customer: DemoCustomer, making: Making): Row {
  const { random, today } = making;
  const day = addDays(today, -random.whole(1, MOST_DAYS_AGO));
  const by = customer.registeredBy.id;
  return {
    ...keyed(customer, making),
    way: 'PHONE',
    purpose: 'MAINTAIN',
    result: random.weighted(RESULTS),
    source: 'TABLET',
    visited_at: atWork(day, random.share()).toISOString(),
    next_on: addDays(day, random.whole(...NEXT_AFTER)),
    visitor_id: by,
    recorded_by: by,
    photos: json([]),
    rule_set: 'VISITS_2015',
  };
}
