/** Permissions that roles of a bank have in common, and the longest list of one. */
import { EVERYBODY } from './default-role.ts';

/** What everybody of a bank who works with customers reads. */
export const CUSTOMERS = [
  'customer.read',
  'ledger.read',
  'consent.read',
  'rating.read',
  'notice.read',
  'credit-line.read',
  'campaign.read',
  'loan.read',
  'panel.read',
  'credit-area.read',
  'journal.history',
  'export-record.read',
  'authority.read',
  'interest-declaration.make',
];

/** What whoever goes from door to door writes down. */
export const LEDGERS = [
  'visit.record',
  'follow-up.manage',
  'outworker.manage',
  'core-household.manage',
  'sync.read',
  'sync.resolve',
  'duplicate.read',
];

/** What whoever decides credit hands to others for a time. */
export const DELEGATION = ['authority-delegation.grant', 'authority-delegation.revoke'];

/** What whoever looks after a loan does until it is repaid. */
export const AFTERCARE = [
  'loan-check.open',
  'loan-check.record',
  'collection-case.act',
  'loan-change.propose',
];

/** What keeps the institution running, and reads all of it. */
export const ADMINISTRATOR = [
  ...EVERYBODY,
  ...CUSTOMERS,
  'journal.read',
  'journal.follow',
  'webhook-endpoint.read',
  'webhook-endpoint.manage',
  'customer.lapse-moves',
  'outlet.manage',
  'person.manage',
  'person.appoint',
  'role.manage',
  'approval.read',
  'approval.decide',
  'approval.set-policy',
  'authority-matrix.set',
  'authority-delegation.revoke',
  'interest-declaration.end',
  'grid.manage',
  'staff.manage',
  'scorecard.manage',
  'scorecard.simulate',
  'loan-product.manage',
  'panel.set-rules',
  'rating.set-consent-rule',
  'credit-area.set-criteria',
  'profile-form.manage',
  'consent-text.publish',
  'disclosure.read',
  'reveal-alert.read',
  'reveal-alert.acknowledge',
  'privacy.set-reveal-limits',
  'privacy.erase',
  'erasure.read',
  'coverage.read',
  'portfolio.read',
  'duplicate.read',
  'duplicate.scan',
  'import.read',
  'import.shred-due',
  'calendar.manage',
  'core-report.read',
  'core-mismatch.settle',
  'loan.reopen',
  'notice.close-due',
  'loan.lapse-approvals',
  'loan.escalate-due',
  'loan-check.plan',
  'collection-case.plan',
  'relief-decree.manage',
  'relief-decree.apply',
  'loan.reprice-due',
  'loan.lay-out-missing',
  'repayment-batch.read',
  'repayment-batch.post',
  'job.read',
  'job.run',
  'day-end.read',
  'day-end.run',
  'idempotency.purge',
  'key.read',
  'key.rotate',
];
