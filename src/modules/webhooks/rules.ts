/** When a delivery is tried again, and when no more. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long after each failed try; the last one from then on. */
const PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
];
/** Up to so much of a pause is added, so that what failed together is not tried again together. */
const JITTER = 0.25;
const LONGEST_PAUSE_MS = DAY;
/** A delivery that has failed for so long disables its endpoint; nothing is skipped. */
export const GIVE_UP_MS = 5 * DAY;

/** @param chance from 0 to 1 @param asked what the receiver's Retry-After says, in seconds */
export function pauseMs(attempts: number, chance: number, asked = 0): number {
  const usual = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? PAUSES_MS[0] ?? 0;
  const wanted = Math.max(usual * (1 + JITTER * chance), asked * SECOND);
  return Math.round(Math.min(wanted, LONGEST_PAUSE_MS));
}

export type Answer = { status: number } | { failure: string };
export type Verdict = 'delivered' | 'gone' | 'failed';

const GONE = 410;

/** Any 2xx is a yes. A redirection is none: the address is the one that was checked, or none. */
export function verdictOf(answer: Answer): Verdict {
  if (!('status' in answer)) return 'failed';
  if (answer.status === GONE) return 'gone';
  return answer.status >= 200 && answer.status < 300 ? 'delivered' : 'failed';
}

const SECONDS = /^\d{1,6}$/;

/** Seconds of a Retry-After; a date in it is not honoured. */
export const retryAfter = (header: string | undefined): number =>
  header !== undefined && SECONDS.test(header) ? Number(header) : 0;

const FAMILY = '.*';

/** `loan.approved` as it is, `loan.*` as the prefix `loan.`. */
export const actsAndFamilies = (acts: readonly string[]) => ({
  acts: acts.filter((act) => !act.endsWith(FAMILY)),
  families: acts.filter((act) => act.endsWith(FAMILY)).map((act) => act.slice(0, -1)),
});
