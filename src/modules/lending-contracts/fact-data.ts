import {
  ContractParty,
  DisclosureChannel,
  LoanStatus,
  SigningMethod,
} from '../../generated/enums.ts';
import {
  count,
  decimal,
  type FactData,
  oneOf,
  sha256,
  word,
} from '../../kernel/journal/fact-data.ts';

const step = { from: oneOf(LoanStatus), to: oneOf(LoanStatus) };

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'loan.cost-confirmed': { ...step, disclosure: word, evidence: sha256.optional() },
  'loan.cost-disclosed': {
    ...step,
    disclosure: word,
    channel: oneOf(DisclosureChannel),
    annualCost: decimal,
    ruleSet: word,
  },
  'loan.party-signed': {
    ...step,
    party: oneOf(ContractParty),
    number: count,
    method: oneOf(SigningMethod),
    disclosure: word,
    evidence: sha256,
  },
  'loan.signed': {
    ...step,
    party: oneOf(ContractParty),
    number: count,
    method: oneOf(SigningMethod),
    disclosure: word,
    evidence: sha256,
  },
};
