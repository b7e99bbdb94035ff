import type { Line } from './plan.ts';
import type { AllocationOrder } from './terms.ts';

/** Money that came in. */
export type Parcel = { readonly on: string; readonly amountFen: bigint };

/** What the core charged beside the schedule. */
export type Penalty = Parcel;

/** What was given up as a book value, though not as a claim. */
export type WrittenOff = {
  readonly on: string;
  readonly principalFen: bigint;
  readonly interestFen: bigint;
  readonly penaltyFen: bigint;
};

/** A line with what has been paid on it; `settledOn` is the day its last fen was paid. */
export type LineState = Line & {
  readonly number: number;
  /** Principal left after it is paid as scheduled. */
  readonly balanceAfterFen: bigint;
  readonly paidPrincipalFen: bigint;
  readonly paidInterestFen: bigint;
  readonly paidSubsidyFen: bigint;
  readonly settledOn: string | null;
};

/** Everything money can be owed for, in the order of its days. */
export type Claims = {
  readonly lines: readonly Line[];
  readonly penalties: readonly Penalty[];
  readonly writtenOff: WrittenOff | null;
  readonly allocation: AllocationOrder;
};

export type Inflow = {
  readonly parcels: readonly Parcel[];
  readonly subsidies: readonly Parcel[];
};

/** Where all the money went: what was paid of everything, and what nobody owed. */
export type Poured = {
  readonly lines: readonly LineState[];
  readonly paidPenaltyFen: bigint;
  readonly recovered: Omit<WrittenOff, 'on'>;
  readonly surplusFen: bigint;
  readonly subsidySurplusFen: bigint;
};

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

type Filling = { -readonly [K in keyof LineState]: LineState[K] };

/** Money on its way down the claims. */
type Stream = { left: bigint; readonly on: string };

const take = (stream: Stream, claim: bigint): bigint => {
  const taken = smaller(stream.left, claim);
  stream.left -= taken;
  return taken;
};

const isPaid = (line: Filling): boolean =>
  line.paidPrincipalFen === line.principalFen && line.paidInterestFen === line.interestFen;

type Paying = (line: Filling, stream: Stream) => void;

const payInterest: Paying = (line, stream) => {
  line.paidInterestFen += take(stream, line.interestFen - line.paidInterestFen);
};
const payPrincipal: Paying = (line, stream) => {
  line.paidPrincipalFen += take(stream, line.principalFen - line.paidPrincipalFen);
};
const close = (line: Filling, { on }: Stream): void => {
  if (line.settledOn === null && isPaid(line)) line.settledOn = on;
};

/** How an order of allocation fills a line, and when penalties have their turn. */
function turnsOf(order: AllocationOrder) {
  const claims = order.split('_');
  const before = claims.indexOf('INTEREST') < claims.indexOf('PRINCIPAL');
  const pays = before ? [payInterest, payPrincipal] : [payPrincipal, payInterest];
  return { pays, penaltyAt: claims.indexOf('PENALTY') };
}

/** Lines with nothing paid; what asks for nothing is settled on its day. */
function unpaid(lines: readonly Line[]): Filling[] {
  let balance = lines.reduce((sum, line) => sum + line.principalFen, 0n);
  return lines.map((line, index) => {
    balance -= line.principalFen;
    const paid = { paidPrincipalFen: 0n, paidInterestFen: 0n, paidSubsidyFen: 0n };
    const filling: Filling = {
      ...line,
      number: index + 1,
      balanceAfterFen: balance,
      ...paid,
      settledOn: null,
    };
    if (isPaid(filling)) filling.settledOn = line.dueOn;
    return filling;
  });
}

/**
 * Spreads money over the claims, parcel after parcel: the oldest first, in each as the product says.
 * A penalty is paid by money of its day or later. What nothing is owed for stays a surplus.
 */
export function pour(claims: Claims, { parcels, subsidies }: Inflow): Poured {
  const lines = unpaid(claims.lines);
  const { pays, penaltyAt } = turnsOf(claims.allocation);
  const { writtenOff } = claims;
  const recovered = { principalFen: 0n, interestFen: 0n, penaltyFen: 0n };
  let paidPenaltyFen = 0n;
  let surplusFen = 0n;
  let oldest = 0;
  const penalties = (stream: Stream) => {
    const charged = claims.penalties.filter(({ on }) => on <= stream.on);
    const owed = charged.reduce((sum, each) => sum + each.amountFen, 0n);
    paidPenaltyFen += take(stream, owed - paidPenaltyFen);
  };
  for (const { on, amountFen } of parcels) {
    const stream = { left: amountFen, on };
    // What has fallen due may come before penalties; what has not comes after them.
    payLines(lines, { stream, from: oldest, dueBy: on, pays: pays.slice(0, penaltyAt) });
    penalties(stream);
    payLines(lines, { stream, from: oldest, dueBy: null, pays });
    while (lines[oldest]?.settledOn) oldest += 1;
    if (writtenOff) {
      recovered.principalFen += take(stream, writtenOff.principalFen - recovered.principalFen);
      recovered.interestFen += take(stream, writtenOff.interestFen - recovered.interestFen);
      recovered.penaltyFen += take(stream, writtenOff.penaltyFen - recovered.penaltyFen);
    }
    surplusFen += stream.left;
  }
  return {
    lines,
    paidPenaltyFen,
    recovered,
    surplusFen,
    subsidySurplusFen: grant(lines, subsidies),
  };
}

type Round = {
  stream: Stream;
  /** Lines before this one are settled. */
  from: number;
  dueBy: string | null;
  pays: readonly Paying[];
};

/** Pays kinds of claims, line after line. */
function payLines(lines: readonly Filling[], { stream, from, dueBy, pays }: Round): void {
  for (let index = from; stream.left > 0n; index += 1) {
    const line = lines[index];
    if (!line || (dueBy !== null && line.dueOn > dueBy)) return;
    for (const pay of pays) pay(line, stream);
    close(line, stream);
  }
}

/** Spreads what somebody else pays over the parts they pay; what is left of it. */
function grant(lines: readonly Filling[], subsidies: readonly Parcel[]): bigint {
  const total = subsidies.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const stream = { left: total, on: '' };
  for (const line of lines) line.paidSubsidyFen = take(stream, line.subsidisedFen);
  return stream.left;
}
