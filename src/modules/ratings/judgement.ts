/** From a scorecard and answers to what is stored: the engine's result and the negative list. Pure. */
import type { Answers, EvaluatedItem, Evaluation, Finding, Outcome } from './rules.ts';
import { evaluate } from './rules.ts';
import type { Scorecard } from './scorecard.ts';
import type { Label } from './scorecard-values.ts';

export type Listing = 'NONE' | 'GREY' | 'BLACK';

/** Where a customer stands as ratings see it: who is not screened and who is clear, is not listed. */
export const listingFrom = (screening: string): Listing =>
  screening === 'GREY' || screening === 'BLACK' ? screening : 'NONE';

/** A credit line as it is stored: amounts as text in fen. */
export type StoredLine = {
  readonly code: string;
  readonly label: Label;
  readonly audience: 'INTERNAL' | 'PUBLIC';
  readonly amountFen: string;
  readonly explanation: Label;
};

export type Judgement = {
  readonly outcome: Outcome;
  readonly items: readonly EvaluatedItem[];
  readonly lines: readonly StoredLine[];
  readonly findings: readonly Finding[];
  /** Exact decimal text. */
  readonly score: string;
  /** The grade that counts. */
  readonly grade: string;
  /** What the rules gave; another than `grade` where a person set that. */
  readonly computedGrade: string;
  /** Largest PUBLIC line. */
  readonly creditLineFen: bigint;
  /** Largest of all lines. */
  readonly ceilingFen: bigint;
};

/** `errors`: the answers cannot be rated, and nothing is to be stored. */
export type Judged = { readonly errors: readonly Finding[] } | { readonly judgement: Judgement };

const listings: Readonly<Record<Exclude<Listing, 'NONE'>, Finding>> = {
  GREY: {
    code: 'NEGATIVE_LIST_GREY',
    kind: 'REFERRAL',
    about: [],
    explanation: { en: 'Stands on the grey list.', zh: '列入灰名单。' },
  },
  BLACK: {
    code: 'NEGATIVE_LIST_BLACK',
    kind: 'VETO',
    about: [],
    explanation: { en: 'Stands on the black list.', zh: '列入黑名单。' },
  },
};

/** Where the customer stood on the negative list, read off a stored rating's findings. */
export const listingOf = (findings: readonly Pick<Finding, 'code'>[]): Listing => {
  const has = (code: string) => findings.some((finding) => finding.code === code);
  if (has(listings.BLACK.code)) return 'BLACK';
  return has(listings.GREY.code) ? 'GREY' : 'NONE';
};

type Judging = {
  readonly areaCode: string;
  readonly listing: Listing;
  /** Set by a person instead of the computed grade. */
  readonly grade?: string | undefined;
};

/**
 * Rates by the card; then the negative list has its say: grey sends to a person, black closes
 * every line. The same card, answers, area, listing and set grade always give the same judgement.
 */
export function judge(card: Scorecard, answers: Answers, judging: Judging): Judged {
  const { listing } = judging;
  const evaluation = evaluate(card, answers, judging);
  const { score, grade, computedGrade } = evaluation;
  if (score === null || grade === null || computedGrade === null)
    return { errors: evaluation.refusals };
  const lines = linesOf(evaluation, listing);
  const publicLines = lines.filter(({ audience }) => audience === 'PUBLIC');
  const listed = listing === 'NONE' ? [] : [listings[listing]];
  return {
    judgement: {
      outcome: outcomeOf(evaluation, listing),
      items: evaluation.items,
      lines,
      findings: [...evaluation.refusals, ...evaluation.referrals, ...listed],
      score,
      grade,
      computedGrade,
      creditLineFen: largest(publicLines),
      ceilingFen: largest(lines),
    },
  };
}

function outcomeOf({ outcome }: Evaluation, listing: Listing): Outcome {
  if (listing === 'BLACK') return 'REFUSED';
  return outcome === 'RATED' && listing === 'GREY' ? 'NEEDS_PERSON' : outcome;
}

function linesOf({ lines }: Evaluation, listing: Listing): StoredLine[] {
  return lines.map(({ code, label, audience, amountFen, explanation }) => {
    if (listing !== 'BLACK') {
      return { code, label, audience, amountFen: amountFen.toString(), explanation };
    }
    const none = {
      en: `${label.en}: none, because of the black list.`,
      zh: `${label.zh}：因列入黑名单不予授信。`,
    };
    return { code, label, audience, amountFen: '0', explanation: none };
  });
}

const largest = (lines: readonly StoredLine[]): bigint =>
  lines.reduce((most, { amountFen }) => {
    const amount = BigInt(amountFen);
    return amount > most ? amount : most;
  }, 0n);
