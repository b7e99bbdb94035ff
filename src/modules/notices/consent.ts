import type { Tx } from '../../kernel/db/index.ts';

/** Whom a notice would name, and in which kind of notice. */
export type ConsentQuestion = {
  institutionId: string;
  customerIds: readonly string[];
  today: string;
};

/** Which of these customers consent today to being named in public (PIPL 25). */
export type NoticeConsent = (tx: Tx, question: ConsentQuestion) => Promise<ReadonlySet<string>>;

/** Where nobody keeps consents, nobody has given one. */
let consentOf: NoticeConsent = async () => new Set();

/** For the module that keeps consents. The latest registration answers. */
export function registerNoticeConsent(answer: NoticeConsent): void {
  consentOf = answer;
}

export const whoConsents: NoticeConsent = (tx, question) => consentOf(tx, question);
