/** Permissions that several roles of a bank have in common. */

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

/** What whoever looks after a loan does until it is repaid. */
export const AFTERCARE = ['loan-check.open', 'loan-check.record', 'collection-case.act'];
