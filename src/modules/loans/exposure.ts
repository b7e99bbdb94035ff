import { sql } from 'kysely';
import type { CustomerKind } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { type Db, type Given, kept, type Tx, together } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { yuanOf } from '../../kernel/money.ts';
import { holdLineInForce } from '../credit-lines/index.ts';
import type { LoanProduct } from '../products/index.ts';
import { applicationRulesOn } from './application-rules.ts';
import { listed } from './listed.ts';
import { PENDING_STATES, PROMISED_STATES } from './workflow.ts';

/** What a customer owes and may still come to owe, and the line it is held against. In fen. */
export type Exposure = {
  /** Approved or instructed and not yet paid out, outstanding principal, and claims written off. */
  readonly committedFen: bigint;
  /** Of that, claims written off and not recovered: off the books, and owed all the same. */
  readonly writtenOffFen: bigint;
  /** Submitted and not yet decided. */
  readonly pendingFen: bigint;
  /**
   * The rating in force, if there is one, with the most it lets the customer owe: its own line, or
   * what has been granted on it where that is less.
   */
  readonly rating: { readonly id: string; readonly creditLineFen: bigint } | null;
};

/** What is taken of a line by a loan that is granted: the row's own columns. */
const committed = sql`case when status in (${listed(PROMISED_STATES)}) then amount_fen
  when status = 'ACTIVE' and written_off_on is not null then outstanding_principal_fen + written_off_fen
  -- What has been repaid of a revolving loan may be drawn again.
  when status = 'ACTIVE' and repayment_method = 'REVOLVING' then amount_fen
  when status = 'ACTIVE' then outstanding_principal_fen end`;

/** Other loans than `except`: the one being decided does not count against itself. */
export type ExposureOf = { customerId: string; today: string; except?: string };

type Owed = { institutionId: string; customerId: string; today: string; except: string | null };
type Summed = {
  committed: bigint;
  writtenOff: bigint;
  pending: bigint;
  ratingId: string | null;
  line: bigint | null;
};

const owedBy = kept(
  (_, of: Given<Owed>) => sql<Summed>`
    with sums as (
      select coalesce(sum(${committed}), 0)::bigint as committed,
             coalesce(sum(written_off_fen), 0)::bigint as "writtenOff",
             coalesce(sum(amount_fen) filter (
               where status in (${listed(PENDING_STATES)})), 0)::bigint as pending
        from loan
       where institution_id = ${of.institutionId} and customer_id = ${of.customerId}
         and id is distinct from ${of.except}::uuid
         and status in (${listed([...PENDING_STATES, ...PROMISED_STATES, 'ACTIVE'])}))
    select committed, "writtenOff", pending, rating.id as "ratingId",
        least(rating.credit_line_fen, granted.amount_fen) as line
      from sums
      left join rating on rating.institution_id = ${of.institutionId}
        and rating.customer_id = ${of.customerId} and rating.status = 'EFFECTIVE'
        and rating.valid_from <= ${of.today}::date
        and (rating.valid_to is null or rating.valid_to > ${of.today}::date)
      left join credit_line granted on granted.institution_id = ${of.institutionId}
        and granted.customer_id = ${of.customerId} and granted.valid_from <= ${of.today}::date
        and granted.valid_to > ${of.today}::date`,
);

/** Sums a customer's loans and finds the rating in force; one statement. */
export async function exposureOf(
  db: Db | Tx,
  { institutionId }: Actor,
  { customerId, today, except }: ExposureOf,
): Promise<Exposure> {
  const of = { institutionId, customerId, today, except: except ?? null };
  const [row] = await owedBy(db, of);
  const rating = row?.ratingId ? { id: row.ratingId, creditLineFen: row.line ?? 0n } : null;
  const { committed: committedFen = 0n, writtenOff: writtenOffFen = 0n } = row ?? {};
  return { committedFen, writtenOffFen, pendingFen: row?.pending ?? 0n, rating };
}

export type BorrowerKind = CustomerKind;
export type Borrower = { kind: BorrowerKind };
/** `product` is the code of what is to be drawn. */
export type BorrowerOf = { customerId: string; product: string; today: string };

export const borrowerOf = (
  loan: { customer_id: string; product: string },
  today: string,
): BorrowerOf => ({ customerId: loan.customer_id, product: loan.product, today });

/**
 * Locks the borrower, so that two loans are never both decided against the same free line, and
 * refuses one who gets no credit, of whom a claim was written off, or whose line has been stopped or
 * is for other products.
 */
export async function lockBorrower(
  tx: Tx,
  actor: Actor,
  { customerId, product, today }: BorrowerOf,
): Promise<Borrower> {
  const of = { institutionId: actor.institutionId, customerId, today };
  // One batch, the lock first: what is asked behind it is as it stands once the lock is had.
  const [customer, , line] = await together([
    lockActive(tx, of),
    requireNoClaim(tx, of),
    holdLineInForce(tx, of),
  ]);
  if (line?.status === 'SUSPENDED') throw refuse('loan.line_suspended');
  const { products = [] } = line ?? {};
  if (products.length > 0 && !products.includes(product)) {
    throw refuse('loan.product_outside_line', { path: ['product'], details: { products } });
  }
  return { kind: customer.kind as BorrowerKind };
}

const lockCustomer = kept((db, of: Given<Omit<Claimed, 'today'>>) =>
  db
    .selectFrom('customer')
    .select(['kind', 'status', 'screening'])
    .where('institution_id', '=', of.institutionId)
    .where('id', '=', of.customerId)
    .forNoKeyUpdate(),
);

async function lockActive(tx: Tx, { institutionId, customerId }: Claimed) {
  const [customer] = await lockCustomer(tx, { institutionId, customerId });
  if (!customer) throw new Error(`no customer ${customerId} to lend to`);
  if (customer.status !== 'ACTIVE') throw refuse('loan.customer_not_active');
  if (customer.screening === 'BLACK') throw refuse('loan.customer_blacklisted');
  return customer;
}

type Claimed = { institutionId: string; customerId: string; today: string };

const claimsOn = kept((db, of: Given<Omit<Claimed, 'today'>>) =>
  db
    .selectFrom('loan')
    .select((row) => row.fn.sum<string>('written_off_fen').as('fen'))
    .where('institution_id', '=', of.institutionId)
    .where('customer_id', '=', of.customerId)
    .where('written_off_fen', '>', 0n),
);

/** Who still owes what the bank has given up gets nothing more, where the rules of the day say so. */
async function requireNoClaim(tx: Tx, { institutionId, customerId, today }: Claimed) {
  if (applicationRulesOn(today).lendsDespiteWriteOff) return;
  const [claim] = await claimsOn(tx, { institutionId, customerId });
  const writtenOffFen = BigInt(claim?.fen ?? 0);
  if (writtenOffFen === 0n) return;
  throw refuse('loan.claim_written_off', { details: { writtenOff: yuanOf(writtenOffFen) } });
}

/** The locked borrower with what else is owed, or the refusal of either. */
export const lockExposed = (
  tx: Tx,
  actor: Actor,
  { except, ...of }: BorrowerOf & { except?: string },
): Promise<readonly [Borrower, Exposure]> => {
  const { customerId, today } = of;
  const owed = { customerId, today, ...(except === undefined ? {} : { except }) };
  return together([lockBorrower(tx, actor, of), exposureOf(tx, actor, owed)]);
};

export type Wanted = { amountFen: bigint; product: LoanProduct; countPending: boolean };

/** Refuses an amount that, with the customer's other loans, goes over the line or the limit. */
export function requireWithinLine(exposure: Exposure, wanted: Wanted): void {
  const { committedFen, pendingFen, rating } = exposure;
  const used = committedFen + (wanted.countPending ? pendingFen : 0n);
  const lineFen = rating ? rating.creditLineFen : wanted.product.standAloneFen;
  if (used + wanted.amountFen <= lineFen) return;
  const details = {
    limit: yuanOf(lineFen),
    committed: yuanOf(committedFen),
    pending: yuanOf(pendingFen),
    available: yuanOf(lineFen > used ? lineFen - used : 0n),
  };
  const code = rating ? 'loan.over_credit_line' : 'loan.over_stand_alone_limit';
  throw refuse(code, { path: ['amount'], details });
}
