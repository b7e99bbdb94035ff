/**
 * The books of a small bank core: what it has been told to pay, what it paid, and what came in. It
 * pays an instruction once, however often it is told; that is all a bank may count on.
 */
export type Instruction = {
  readonly instruction: string;
  readonly amount: string;
  readonly accountReference: string | null;
  readonly payeeReference: string | null;
};

export type Posting = {
  readonly kind: 'DISBURSEMENT_CONFIRMED' | 'DISBURSEMENT_REFUSED' | 'REPAYMENT';
  readonly reference: string;
  readonly instruction?: string;
  readonly loanCode?: string;
  readonly amount: string;
  readonly account?: string;
  readonly occurredOn: string;
  readonly explanation?: string;
};

export type Books = {
  /** Pays or refuses an instruction it has not seen; one it has seen is answered as before. */
  carryOut(instruction: Instruction, day: string): Posting;
  takeIn(repayment: { loanCode: string; amount: string }, day: string): Posting;
  postings(): readonly Posting[];
};

export type BookKeeping = {
  /** Decides over an instruction not seen before. */
  refuses: (instruction: Instruction) => boolean;
  /** Stands in every reference, so that no two books give the same one. */
  mark?: string | undefined;
};

export function openBooks({ refuses, mark = '' }: BookKeeping): Books {
  const answered = new Map<string, Posting>();
  const all: Posting[] = [];
  const reference = (letter: string): string =>
    `${letter}${mark}${String(all.length + 1).padStart(8, '0')}`;
  const post = (posting: Posting): Posting => {
    all.push(posting);
    return posting;
  };
  return {
    carryOut(told, day) {
      const { instruction, amount } = told;
      const known = answered.get(instruction);
      if (known) return known;
      const account = told.accountReference ?? told.payeeReference ?? undefined;
      const base = { instruction, amount, occurredOn: day };
      const posting: Posting = refuses(told)
        ? {
            ...base,
            kind: 'DISBURSEMENT_REFUSED',
            reference: reference('N'),
            explanation: '账户状态异常',
          }
        : {
            ...base,
            kind: 'DISBURSEMENT_CONFIRMED',
            reference: reference('D'),
            ...(account ? { account } : {}),
          };
      answered.set(instruction, posting);
      return post(posting);
    },
    takeIn: ({ loanCode, amount }, occurredOn) =>
      post({ kind: 'REPAYMENT', reference: reference('R'), loanCode, amount, occurredOn }),
    postings: () => all,
  };
}
