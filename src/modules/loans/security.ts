/** Whether what is offered secures a loan as its product asks. Pure. */
import type { LoanGuaranteeKind } from '../../generated/enums.ts';
import type { LoanProduct } from '../products/index.ts';
import { millionthsOf } from '../products/index.ts';

export type Offered = { readonly kind: LoanGuaranteeKind; readonly amountFen: bigint };

export type Security = {
  readonly securedFen: bigint;
  /** How much the product leaves unsecured. */
  readonly unsecuredMostFen: bigint;
  readonly suffices: boolean;
  /** What covers most of the loan; CREDIT where nothing is offered. */
  readonly kind: LoanGuaranteeKind;
};

/** What is offered counts for as much of the loan as it stands for. */
export function securityOf(
  { guarantees }: LoanProduct,
  amountFen: bigint,
  offered: readonly Offered[],
): Security {
  const byKind = new Map<LoanGuaranteeKind, bigint>();
  for (const { kind, amountFen: part } of offered)
    byKind.set(kind, (byKind.get(kind) ?? 0n) + part);
  const securedFen = [...byKind.values()].reduce((sum, part) => sum + part, 0n);
  const unsecuredMostFen = guarantees.unsecuredFen;
  const [most] = [...byKind].toSorted(([a, first], [b, second]) =>
    first === second ? a.localeCompare(b) : Number(second > first) * 2 - 1,
  );
  return {
    securedFen,
    unsecuredMostFen,
    suffices: amountFen - securedFen <= unsecuredMostFen,
    kind: most?.[0] ?? 'CREDIT',
  };
}

/** The kinds a loan rests on: those offered, and the borrower's own name for what they leave open. */
export function restsOn(amountFen: bigint, offered: readonly Offered[]): LoanGuaranteeKind[] {
  const securedFen = offered.reduce((sum, { amountFen: part }) => sum + part, 0n);
  const kinds = new Set(offered.map(({ kind }) => kind));
  if (securedFen < amountFen) kinds.add('CREDIT');
  return [...kinds].sort();
}

const HUNDRED_PERCENT = 100_000_000n;

/** The most that may be lent against a thing of a value, or undefined where the kind is not taken. */
export function mostAgainst(
  { guarantees }: LoanProduct,
  kind: LoanGuaranteeKind,
  valueFen: bigint,
): bigint | undefined {
  const taken = guarantees.kinds.find((each) => each.kind === kind);
  return taken && (valueFen * millionthsOf(taken.advancePercent)) / HUNDRED_PERCENT;
}
