import { z } from 'zod';
import { LoanCollateralKind, LoanGuaranteeKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, enumeration, id, identifier, money, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { ProductEdition } from '../../products/index.ts';
import { requireProduct } from '../asked-terms.ts';
import { type LoanRow, requireAllowed } from '../authority.ts';
import { requireGuarantorFit } from '../guarantees.ts';
import { householdOf } from '../related-parties.ts';
import { mostAgainst } from '../security.ts';
import { loanObjects, onLoan } from '../steps.ts';

const REFERENCE = 64;

const guarantee = z.object({
  kind: enumeration('LoanGuaranteeKind', LoanGuaranteeKind),
  amount: money().describe('How much of the loan it stands for. 担保金额'),
  guarantorId: id('Customer')
    .optional()
    .describe('Who stands for it; of a thing its owner, where that is not the borrower. 保证人'),
  collateralKind: enumeration('LoanCollateralKind', LoanCollateralKind).optional(),
  titleReference: identifier(REFERENCE)
    .optional()
    .describe('Number of the title or registration. 权证号'),
  value: money().optional().describe('What the thing is worth. 评估价值'),
  valuedOn: date().optional(),
});
type Offer = z.output<typeof guarantee>;

const result = z.object({ loan: ref('Loan'), guarantee: ref('LoanGuarantee') });

export const offerGuarantee = command({
  name: 'loan.offer-guarantee',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Offer security for a loan', zh: '登记担保' },
  description: {
    en: 'A guarantor on file, or a thing by its title and value, while the application is a draft or sent back. Of a thing no more counts than the product advances on its value. A guarantor lives in another household than the borrower.',
    zh: '在申请为草稿或退回时登记保证人或抵质押物；抵质押物按产品抵质押率计入，保证人不得与借款人同户。',
  },
  on: onLoan,
  input: guarantee,
  result,
  acts: ['loan.guarantee-offered'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.product_not_offered',
    'loan.guarantee_kind_not_taken',
    'loan.guarantee_incomplete',
    'loan.guarantee_amount',
    'loan.guarantee_repeated',
    'loan.collateral_value_too_low',
    'loan.guarantor_is_borrower',
    'loan.guarantor_in_household',
    'loan.guarantor_unfit',
    'loan.date_in_future',
  ],
  async handler(tx, offer, { target, actor, today, emit }) {
    requireAllowed(target, 'submit', actor);
    const { institutionId, personId } = actor;
    const product = await requireProduct(tx, { institutionId, code: target.product, today });
    requireSound(offer, { product, loan: target, today });
    if (offer.guarantorId) await requireGuarantor(tx, target, offer);
    const guaranteeId = newId();
    const row = { institution_id: institutionId, id: guaranteeId, loan_id: target.id };
    const offered = { offered_by: personId, offered_on: today };
    await tx
      .insertInto('loan_guarantee')
      .values({ ...row, ...columnsOf(offer), ...offered })
      .execute();
    const { kind, amount } = offer;
    emit('loan.guarantee-offered', objectsOf(target, guaranteeId), {
      kind,
      amount: yuanOf(amount),
    });
    return { loan: target.id, guarantee: guaranteeId };
  },
});

const objectsOf = (loan: LoanRow, guaranteeId: string, version = 1) => [
  { type: 'LoanGuarantee', id: guaranteeId, version },
  ...loanObjects(loan, loan.version),
];

const columnsOf = (offer: Offer) => ({
  kind: offer.kind,
  amount_fen: offer.amount,
  guarantor_id: offer.guarantorId ?? null,
  collateral_kind: offer.collateralKind ?? null,
  title_reference: offer.titleReference ?? null,
  value_fen: offer.value ?? null,
  valued_on: offer.valuedOn ?? null,
});

type Judging = { product: ProductEdition; loan: LoanRow; today: string };

function requireSound(offer: Offer, { product, loan, today }: Judging): void {
  const { kind, amount, value, valuedOn } = offer;
  const taken = product.guarantees.kinds.map((each) => each.kind);
  const most = mostAgainst(product, kind, value ?? 0n);
  if (most === undefined) {
    throw refuse('loan.guarantee_kind_not_taken', { path: ['kind'], details: { taken } });
  }
  if (amount <= 0n || amount > loan.amount_fen) {
    const details = { most: yuanOf(loan.amount_fen) };
    throw refuse('loan.guarantee_amount', { path: ['amount'], details });
  }
  if (value !== undefined && amount > most) {
    const details = { most: yuanOf(most) };
    throw refuse('loan.collateral_value_too_low', { path: ['amount'], details });
  }
  if (valuedOn !== undefined && valuedOn > today) {
    throw refuse('loan.date_in_future', { path: ['valuedOn'] });
  }
}

async function requireGuarantor(tx: Tx, loan: LoanRow, { guarantorId, kind }: Offer) {
  if (!guarantorId) return;
  await requireGuarantorFit(tx, loan, guarantorId);
  if (kind === 'MORTGAGE' || kind === 'PLEDGE') return;
  const of = { institutionId: loan.institution_id, customerId: loan.customer_id };
  const household = await householdOf(tx, of);
  if (!household.includes(guarantorId)) return;
  throw refuse('loan.guarantor_in_household', { path: ['guarantorId'] });
}

export const removeGuarantee = command({
  name: 'loan.remove-guarantee',
  permission: 'loan.apply',
  scope: 'references',
  title: { en: 'Remove security of a loan', zh: '撤下担保' },
  description: {
    en: 'It no longer counts; the record stays. Only while the application is a draft or sent back.',
    zh: '撤下后不再计入，记录保留；仅限申请为草稿或退回时。',
  },
  on: onLoan,
  input: z.object({ guaranteeId: id('LoanGuarantee') }),
  result,
  acts: ['loan.guarantee-removed'],
  errors: ['loan.illegal_transition', 'loan.separation_of_duties', 'loan.guarantee_not_offered'],
  async handler(tx, { guaranteeId }, { target, actor, today, emit }) {
    requireAllowed(target, 'submit', actor);
    const removed = await tx
      .updateTable('loan_guarantee')
      .set({ status: 'REMOVED', removed_by: actor.personId, removed_on: today })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', guaranteeId)
      .where('loan_id', '=', target.id)
      .where('status', '=', 'OFFERED')
      .returning(['kind', 'version'])
      .executeTakeFirst();
    if (!removed) throw refuse('loan.guarantee_not_offered', { path: ['guaranteeId'] });
    const { kind, version } = removed;
    emit('loan.guarantee-removed', objectsOf(target, guaranteeId, version), { kind });
    return { loan: target.id, guarantee: guaranteeId };
  },
});
