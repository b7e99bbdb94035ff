/** Findings of an investigation by the form of the loan's product. */
import type { z } from 'zod';
import type { LoanGuaranteeKind } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { type InvestigationSection, productEdition, sectionsAsked } from '../products/index.ts';
import { type Answered, answerInquiry, type InquiryFault } from '../profiles/index.ts';
import type { LoanRow } from './authority.ts';
import type { findingsInput } from './findings-shape.ts';
import { guaranteesOf } from './guarantees.ts';

type Asked = { form: string; sections: readonly InvestigationSection[] };

/** The form of the edition the loan's terms were judged by, as far as it is asked of this loan. */
export async function formAsked(tx: Tx, loan: LoanRow): Promise<Asked | null> {
  const { institution_id: institutionId, product_id: id } = loan;
  const product = id === null ? undefined : await productEdition(tx, { institutionId, id });
  if (!product?.investigation) return null;
  const guarantees = await guaranteesOf(tx, loan);
  const security: LoanGuaranteeKind[] = guarantees.map(({ kind }) => kind);
  const facts = { amountFen: loan.amount_fen, security };
  return { form: product.id, sections: sectionsAsked(product.investigation, facts) };
}

const CHECKS = ['identityChecked', 'incomeChecked', 'debtsChecked', 'purposeConfirmed'] as const;
const FIXED = [...CHECKS, 'repaymentSource'] as const;

type Given = z.output<z.ZodObject<typeof findingsInput>>;
export type Findings = {
  form: string | null;
  open: Answered | null;
  sealed: Answered;
  fixed: Pick<Given, (typeof FIXED)[number]>;
};

/** What an investigator answers, or the refusal of what the form does not allow or misses. */
export function readFindings(asked: Asked | null, input: Given, today: string): Findings {
  const { findings, ...fixed } = input;
  if (!asked) {
    if (findings !== undefined) throw invalid([{ path: [], fault: 'NOT_ASKED' }]);
    const unchecked = FIXED.find((name) => !fixed[name]);
    if (unchecked) throw refuse('loan.checks_incomplete', { path: [unchecked] });
    return { form: null, open: null, sealed: {}, fixed };
  }
  const stray = FIXED.find((name) => fixed[name] !== undefined);
  if (stray) throw refuse('loan.checks_not_asked', { path: [stray] });
  const answered = answerInquiry(asked.sections, { given: givenOf(findings), today });
  if ('faults' in answered) throw invalid(answered.faults);
  const unmet = asked.sections
    .flatMap(({ mustHold }) => mustHold)
    .find((code) => answered.open[code] !== true);
  if (unmet) throw refuse('loan.checks_incomplete', { path: ['findings', unmet] });
  return { form: asked.form, ...answered, fixed: {} };
}

const MOST_FINDINGS = 300;

function givenOf(findings: unknown = {}): Map<string, unknown> {
  const isObject = typeof findings === 'object' && findings !== null && !Array.isArray(findings);
  const entries = isObject ? Object.entries(findings) : [];
  if (!isObject || entries.length > MOST_FINDINGS) {
    throw refuse('input.invalid', { path: ['findings'] });
  }
  return new Map(entries);
}

const LONGEST_CODE = 64;
const MOST_FAULTS = 100;

type Fault = Pick<InquiryFault, 'path' | 'fault'>;

function invalid(faults: readonly Fault[]) {
  const found = faults.slice(0, MOST_FAULTS).map(({ path, fault }) => ({
    path: ['findings', ...path.map((p) => (typeof p === 'string' ? p.slice(0, LONGEST_CODE) : p))],
    fault,
  }));
  const path = found[0]?.path ?? ['findings'];
  return refuse('loan.findings_invalid', { path, details: { faults: found } });
}

/** Where sealed findings stand: under the borrower's own key. */
export const findingsAt = (loan: Pick<LoanRow, 'customer_id'>, investigation: string) => ({
  subjectId: loan.customer_id,
  table: 'loan_investigation',
  column: 'sealed_cipher',
  rowId: investigation,
});

type Keeping = { tx: Tx; vault: Vault; loan: LoanRow; investigation: string };

/** The columns findings make. */
export async function findingColumns(
  { tx, vault, loan, investigation }: Keeping,
  { form, open, sealed, fixed }: Findings,
) {
  const sealedItems = Object.keys(sealed).toSorted();
  const at = findingsAt(loan, investigation);
  const cipher =
    sealedItems.length === 0
      ? null
      : await vault.seal(tx, loan.institution_id, at, JSON.stringify(sealed));
  return {
    form_id: form,
    findings: open && JSON.stringify(open),
    sealed_items: sealedItems,
    sealed_cipher: cipher,
    identity_checked: fixed.identityChecked ?? null,
    income_checked: fixed.incomeChecked ?? null,
    debts_checked: fixed.debtsChecked ?? null,
    purpose_confirmed: fixed.purposeConfirmed ?? null,
    repayment_source: fixed.repaymentSource ?? null,
  };
}
