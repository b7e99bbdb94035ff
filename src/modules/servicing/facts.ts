import type { RepaymentMethod } from './terms.ts';

/** After a partial early repayment: the same instalments for less long, or smaller ones. */
export const recomputations = ['SHORTEN_TERM', 'LOWER_INSTALMENT'] as const;
export type Recomputation = (typeof recomputations)[number];

type Kind<K extends string, More = unknown> = { readonly kind: K } & More;
type Money = { readonly amountFen: bigint };

/** What happened, as far as it decides what is owed. */
export type Happening =
  | Kind<'DISBURSED', Money>
  /** A further drawing within the loan. */
  | Kind<'DRAWN', Money>
  /** Penalty interest and the like, worked out by the bank core: due at once. */
  | Kind<'PENALTY_CHARGED', Money>
  | Kind<'REPAID', Money>
  | Kind<'EARLY_REPAID', Money & { readonly recomputation: Recomputation }>
  | Kind<'GUARANTEE_PAID', Money>
  | Kind<'SUBSIDY_PAID', Money>
  /** `annualRatePercent` from this day on. */
  | Kind<'RATE_CHANGED', { readonly annualRatePercent: string }>
  /** Matures so many months later. */
  | Kind<'EXTENDED', { readonly months: number }>
  /** Everything unpaid is repaid anew over `months` from this day. */
  | Kind<
      'RESTRUCTURED',
      {
        readonly months: number;
        readonly method: RepaymentMethod;
        readonly annualRatePercent: string;
      }
    >
  | Kind<'WRITTEN_OFF'>
  /** Money for a claim that was written off. */
  | Kind<'RECOVERED', Money>
  /** By decree, days from this one to `until` (not included; null: until resumed) do not count. */
  | Kind<'DAYS_PAUSED', { readonly until: string | null }>
  /** Every pause ends on this day. */
  | Kind<'DAYS_RESUMED'>;

export type FactKind = Happening['kind'];

/** `reference` names the fact among those of its kind, whoever learns of it when. */
export type LoanFact = Happening & { readonly occurredOn: string; readonly reference: string };

/** Names a fact of a loan: no two have both kind and reference. */
export const nameOf = ({ kind, reference }: { kind: string; reference: string }): string =>
  `${kind} ${reference}`;

/**
 * What comes first on one day: money going out, then what has become due, then money coming in,
 * then new terms for what is left.
 */
const ORDER: readonly FactKind[] = [
  'DISBURSED',
  'DRAWN',
  'DAYS_PAUSED',
  'DAYS_RESUMED',
  'PENALTY_CHARGED',
  'SUBSIDY_PAID',
  'REPAID',
  'EARLY_REPAID',
  'GUARANTEE_PAID',
  'RATE_CHANGED',
  'EXTENDED',
  'RESTRUCTURED',
  'WRITTEN_OFF',
  'RECOVERED',
];

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** In the order in which they count: by day, kind and reference, never by when they became known. */
export const inOrder = (facts: readonly LoanFact[]): LoanFact[] =>
  facts.toSorted(
    (a, b) =>
      compare(a.occurredOn, b.occurredOn) ||
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      compare(a.reference, b.reference),
  );
