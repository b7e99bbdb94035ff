/** The dictionary of purposes: on what ground each may be pursued, and who may name it. Pure. */
import type {
  DataGroup,
  LegalGround,
  ProcessingPurpose,
  RecipientKind,
} from '../../generated/enums.ts';
import { type DatedRuleSet, ruleSetOn } from '../../kernel/rule-sets.ts';
import type { ReadField } from '../customers/index.ts';

export type PurposeRule = {
  /** The ground it stands on; what a contract is needed for also stands on consent. */
  readonly ground: LegalGround;
  /** Data leaves the institution: each recipient needs a consent of its own (PIPL 23). */
  readonly recipients: readonly RecipientKind[];
  /** Clear values may be read for it. */
  readonly reading: boolean;
  /** Stops while the person's data is restricted to storage. */
  readonly restrictable: boolean;
  /** Goes on where the data is kept for a law alone. */
  readonly afterErasing: boolean;
  /** A permission that whoever names it must hold. */
  readonly permission: string | null;
};

export type PurposeRuleSet = DatedRuleSet & {
  readonly purposes: Readonly<Record<ProcessingPurpose, PurposeRule>>;
};

const byConsent = {
  ground: 'CONSENT',
  recipients: [],
  restrictable: true,
  afterErasing: false,
  permission: null,
} as const;
const forContract = {
  ground: 'CONTRACT',
  recipients: [],
  reading: true,
  restrictable: false,
  afterErasing: false,
  permission: null,
} as const;
const byLaw = { ...forContract, ground: 'LEGAL_DUTY' } as const;

const purposeRuleSets: readonly PurposeRuleSet[] = [
  {
    code: 'PURPOSES_PIPL_2021',
    effectiveFrom: '2021-11-01',
    effectiveTo: null,
    legalBasis: {
      en: 'Personal Information Protection Law, articles 13, 23 to 25 and 29; Regulation on the Credit Reporting Industry, article 18.',
      zh: '《个人信息保护法》第十三条、第二十三条至第二十五条、第二十九条；《征信业管理条例》第十八条。',
    },
    purposes: {
      RATING: { ...byConsent, reading: true },
      PANEL_REVIEW: { ...byConsent, reading: true },
      PUBLIC_NOTICE: { ...byConsent, reading: false },
      CREDIT_REGISTRY_QUERY: { ...byConsent, recipients: ['CREDIT_REGISTRY'], reading: true },
      GOVERNMENT_SHARING: { ...byConsent, recipients: ['GOVERNMENT'], reading: false },
      GUARANTOR_SHARING: { ...byConsent, recipients: ['GUARANTOR'], reading: false },
      INSURANCE_SHARING: { ...byConsent, recipients: ['INSURER'], reading: false },
      MARKETING: { ...byConsent, reading: true },
      FILE_KEEPING: byLaw,
      LOAN_HANDLING: forContract,
      COLLECTION: forContract,
      COMPLAINT: byLaw,
      AUDIT: { ...byLaw, afterErasing: true, permission: 'journal.read' },
      ANTI_MONEY_LAUNDERING: { ...byLaw, afterErasing: true },
    },
  },
];

/** What a purpose needs on a date (ISO). @throws RangeError before the first rule set */
export function purposeRuleOn(purpose: ProcessingPurpose, date: string): PurposeRule {
  const rules = ruleSetOn(purposeRuleSets, date);
  if (!rules) throw new RangeError(`no dictionary of purposes on ${date}`);
  return rules.purposes[purpose];
}

/** The group of data each field that can be revealed belongs to; answers of a form are finances. */
const groupOfField: Partial<Record<ReadField, DataGroup>> = {
  NAME: 'IDENTITY',
  ID_NUMBER: 'IDENTITY',
  MOBILE: 'CONTACT',
  ADDRESS: 'ADDRESS',
  MEMBERS: 'HOUSEHOLD',
  NOTE: 'HOUSEHOLD',
};

export const groupsOf = (fields: readonly ReadField[]): readonly DataGroup[] => [
  ...new Set(fields.map((field) => groupOfField[field] ?? 'FINANCES')),
];
