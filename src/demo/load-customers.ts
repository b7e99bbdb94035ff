import { setImmediate as othersTurn } from 'node:timers/promises';
import { kindRules } from '../modules/customers/kinds.ts';
import { type Consents, consentsOf, tellConsent } from './consents.ts';
import type { Row } from './copy.ts';
import { tellCustomer, tellRating } from './customer-facts.ts';
import { type AddressMasks, sealCustomer } from './customer-rows.ts';
import { customersOf, type DemoCustomer } from './customers.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DataKey, DemoWorld } from './foundations.ts';
import { type LedgerRows, ledgerOf } from './ledgers.ts';
import { loadLoans } from './load-loans.ts';
import type { Loader } from './loader.ts';
import { type LoanRows, lenderOf } from './loans.ts';
import { DEMO_TOWN } from './people.ts';
import { demoProducts, primeRateRows, productRows } from './products.ts';
import { type DemoForms, demoForms, formRows } from './profile-rows.ts';
import { type Random, randomOf } from './random.ts';
import { type DemoRating, type Rater, raterOf, ratingRow } from './ratings.ts';
import { type Sealer, sealerOf } from './seal.ts';

/** A customer who may borrow: with a rating that counts, or without any. */
export type Candidate = { customer: DemoCustomer; rating: DemoRating | null };

/** Some customers with all that belongs to them, as rows. */
type Batch = {
  customers: Row[];
  profiles: Row[];
  members: Row[];
  keys: readonly Row[];
  consents: Row[];
  ratings: Row[];
  loans: LoanRows[];
  ledger: LedgerRows;
  facts: Iterable<Row>;
};

type Rows = Omit<Batch, 'keys' | 'facts'>;

const BATCH = 1_000;
/** After so many customers the server gets what it waits for. */
const SLICE = 10;
/** Facts of a county of the usual size are written in one order; a large one writes in between. */
const FACTS_HELD = 100_000;
/** The smallest line worth a loan. */
const LEAST_LINE_FEN = 1_000_000n;
const UNRATED_BORROWER_SHARE = 0.04;

type Making = {
  world: DemoWorld;
  source: Iterator<DemoCustomer>;
  sealer: Sealer;
  masks: AddressMasks;
  forms: DemoForms;
  consents: Consents;
  rater: Rater;
  lend: (candidate: Candidate) => LoanRows;
  keepLedger: ReturnType<typeof ledgerOf>;
  book: FactBook;
  random: Random;
  made: number;
  lent: number;
};

/**
 * Generates, seals, rates and lends in batches, each while the server stores the one before, so
 * that memory stays flat whatever the number of customers.
 */
export async function loadCustomers(
  loader: Loader,
  world: DemoWorld,
  { dataKey, book }: { dataKey: DataKey; book: FactBook },
): Promise<void> {
  const { setting, institutions } = world;
  const rater = raterOf(world);
  const forms = demoForms(world);
  const consents = consentsOf(world);
  const products = demoProducts(world);
  const making: Making = {
    world,
    source: customersOf(world)[Symbol.iterator](),
    sealer: sealerOf(institutions.bank.id, dataKey),
    masks: new Map(),
    forms,
    consents,
    rater,
    lend: lenderOf(world, { book, products }),
    keepLedger: ledgerOf(world),
    book,
    random: randomOf(setting.seed, 'borrowers'),
    made: 0,
    lent: 0,
  };
  await loader.copy('profile_form', formRows(forms, world));
  await loader.copy('consent_text', consents.texts);
  await loader.copy('scorecard', rater.scorecards);
  await loader.copy('loan_product', productRows(products, world));
  await loader.copy('prime_rate', primeRateRows(world));
  loader.progress.begin('customers', setting.households);
  let batch = await makeBatch(making);
  while (batch.customers.length > 0) {
    const [next] = await Promise.all([
      makeBatch(making),
      storeBatch(loader, batch, institutions.bank.id),
    ]);
    loader.progress.advance(batch.customers.length);
    batch = next;
  }
  loader.progress.end();
}

async function makeBatch(making: Making): Promise<Batch> {
  const batch: Rows = {
    customers: [],
    profiles: [],
    members: [],
    consents: [],
    ratings: [],
    loans: [],
    ledger: { screenings: [], visits: [] },
  };
  while (batch.customers.length < BATCH) {
    const next = making.source.next();
    if (next.done) break;
    addCustomer(batch, next.value, making);
    if (batch.customers.length % SLICE === 0) await othersTurn();
  }
  tellBatch(batch, making);
  const facts = making.book.size > FACTS_HELD ? making.book.take() : [];
  return { ...batch, keys: making.sealer.takeKeys(), facts };
}

/** One fact for all of them: their own are told only where there is a story to follow. */
function tellBatch({ customers, members, ratings, loans }: Rows, { book, world }: Making): void {
  const { institutions, staff, setting } = world;
  const by = staff.byCode.get('administrator')?.id;
  if (!by || customers.length === 0) return;
  book.add({
    act: 'demo.seeded',
    objects: [{ type: 'Institution', id: institutions.bank.id, version: 1 }],
    data: {
      customers: customers.length,
      members: members.length,
      ratings: ratings.length,
      loans: loans.length,
    },
    at: atWork(setting.today, 0),
    by,
  });
}

/** Borrowers, and everybody in the demo's own town, have facts of their own. */
function addCustomer(
  { customers, profiles, members, consents, ratings, loans, ledger }: Rows,
  customer: DemoCustomer,
  making: Making,
): void {
  const { rater, book } = making;
  const bankId = making.world.institutions.bank.id;
  const sealed = sealCustomer(customer, { ...making, bankId });
  customers.push(sealed.row);
  profiles.push(sealed.profile.row);
  members.push(...sealed.members);
  making.keepLedger(ledger, customer);
  const consent = making.consents.agreed(customer);
  if (consent) consents.push(consent);
  const rating = rater.rate(customer, sealed.profile.answers);
  if (rating) ratings.push(ratingRow(rating, bankId));
  making.made += 1;
  const isLent = isBorrower({ customer, rating }, making);
  if (isLent || customer.place.village.town.code === DEMO_TOWN) {
    tellCustomer(book, customer, sealed.profile.completeness);
    if (consent) tellConsent(book, consent, customer);
    if (rating) tellRating(book, rating);
  }
  if (!isLent) return;
  making.lent += 1;
  loans.push(making.lend({ customer, rating }));
}

async function storeBatch(loader: Loader, batch: Batch, bankId: string): Promise<void> {
  await loader.copy('subject_key', batch.keys);
  await loader.copy('customer', batch.customers);
  await loader.copy('customer_profile', batch.profiles);
  await loader.copy('customer_member', batch.members);
  await loader.copy('consent', batch.consents);
  await loader.copy('rating', batch.ratings);
  await loader.copy('screening_record', batch.ledger.screenings);
  await loader.copy('visit', batch.ledger.visits);
  await loadLoans(loader, batch.loans, bankId);
  await loader.copy('journal_entry', batch.facts);
}

/** As many borrow as there are to be loans, spread evenly over those who may. */
function isBorrower({ customer, rating }: Candidate, making: Making): boolean {
  const { setting } = making.world;
  const isWanted = making.lent < Math.ceil((making.made / setting.households) * setting.loans);
  const isFree = rating
    ? mayBorrow(rating, setting.today)
    : making.random.chance(UNRATED_BORROWER_SHARE);
  return isWanted && isFree && isServed(customer);
}

const mayBorrow = (rating: DemoRating, today: string): boolean =>
  rating.status === 'EFFECTIVE' &&
  rating.to > today &&
  rating.judgement.creditLineFen >= LEAST_LINE_FEN;

/** A person, known by number, on no list, with a full file, in a grid whose officers can investigate. */
const isServed = ({ kind, ...known }: DemoCustomer): boolean =>
  kindRules[kind].party !== 'ORGANISATION' &&
  known.screening.list === 'NONE' &&
  known.hasIdNumber &&
  known.place.grid !== null &&
  known.thoroughness === 'FULL';
