/** A draft application, by whichever channel it comes. */
import type { LoanChannel } from '../../generated/enums.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { Context } from '../../kernel/commands/command.ts';
import { type Tx, together } from '../../kernel/db/index.ts';
import { insertRow } from '../../kernel/db/one-row.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { yuanOf } from '../../kernel/money.ts';
import type { ProductEdition } from '../products/index.ts';
import { type GateKey, requireGate } from '../profiles/index.ts';
import { rateOf, requireProduct, TERMS_ERRORS, termColumns } from './asked-terms.ts';
import { lockExposed, requireWithinLine } from './exposure.ts';
import { loanObjects, stepOf } from './steps.ts';
import type { Terms } from './terms-shape.ts';

const CODE_DIGITS = 12;

/** `L20260302-9F3A60B1C2D4`: the day, and the random tail of the loan's own key. */
const loanCode = (key: string, today: string): string =>
  `L${today.replaceAll('-', '')}-${key.slice(-CODE_DIGITS).toUpperCase()}`;

type Creating = {
  channel: LoanChannel;
  loan: string;
  customerId: string;
  ratingId: string | null;
  today: string;
};

const newLoan = (actor: Actor, { channel, loan, customerId, ratingId, today }: Creating) => ({
  institution_id: actor.institutionId,
  id: loan,
  code: loanCode(loan, today),
  customer_id: customerId,
  rating_id: ratingId,
  basis: ratingId ? 'CREDIT_LINE' : 'STAND_ALONE',
  channel,
  applied_on: today,
  created_by: actor.personId,
});

/** Refusals of an application, whoever brings it. */
export const OPENING_ERRORS = [
  'loan.product_not_offered',
  'loan.channel_not_offered',
  ...TERMS_ERRORS,
  'loan.customer_not_active',
  'loan.customer_blacklisted',
  'loan.claim_written_off',
  'loan.line_suspended',
  'loan.product_outside_line',
  'loan.over_credit_line',
  'loan.over_stand_alone_limit',
  'profile.gate_closed',
  'profile.form_missing',
];

export type Applying = Terms & { customerId: string; product: string; channel: LoanChannel };
type Opening = Pick<Context, 'actor' | 'emit' | 'today' | 'now' | 'write'>;
type Offered = { institutionId: string; code: string; today: string; channel: LoanChannel };

async function requireOffered(tx: Tx, { channel, ...wanted }: Offered): Promise<ProductEdition> {
  const product = await requireProduct(tx, wanted);
  const { channels } = product;
  if (channels.includes(channel)) return product;
  throw refuse('loan.channel_not_offered', { path: ['channel'], details: { channels } });
}

/** Opens a draft and says how its money will have to be paid out; the key of the loan. */
export async function openApplication(
  tx: Tx,
  { customerId, product: code, channel, ...terms }: Applying,
  { actor, emit, today, now, write }: Opening,
): Promise<string> {
  const { institutionId } = actor;
  const [product, [borrower, exposure]] = await together([
    requireOffered(tx, { institutionId, code, today, channel }),
    lockExposed(tx, actor, { customerId, product: code, today }),
  ]);
  const { sections: also } = product;
  const rate = await rateOf(tx, product, { institutionId, terms, today });
  const columns = termColumns({ product, terms, borrower: borrower.kind, today, rate });
  requireWithinLine(exposure, { amountFen: terms.amount, product, countPending: true });
  const key: GateKey = { institutionId, customerId, kind: borrower.kind, today, also };
  await requireGate(tx, key, 'LOAN_APPLICATION');
  const loan = newId();
  const ratingId = exposure.rating?.id ?? null;
  const row = { ...newLoan(actor, { channel, loan, customerId, ratingId, today }), ...columns };
  write(insertRow(tx, 'loan', row));
  const step = {
    action: 'APPLY',
    duty: null,
    from: null,
    to: 'DRAFT',
    round: 1,
    opinion: null,
  } as const;
  write(stepOf(tx, step, { loan: row, personId: actor.personId, now }));
  emit('loan.applied', loanObjects(row, 1), {
    product: product.code,
    edition: product.edition,
    channel,
    basis: row.basis,
    amount: yuanOf(terms.amount),
    termMonths: terms.termMonths,
    paymentMethod: columns.payment_method,
    paymentRule: columns.payment_rule,
  });
  return loan;
}
