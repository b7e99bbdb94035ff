import type { Module } from '../../kernel/module.ts';
import { confirmCost, discloseCost } from './commands/disclose.ts';
import { signContract } from './commands/sign.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { contractNouns } from './queries.ts';
import { contractReads } from './reads.ts';

export { annualCost, type Flow } from './annual-cost.ts';

/** From approval to the signed contract: what the loan costs is shown, confirmed, and signed for. */
export const lendingContracts: Module = {
  name: 'lending-contracts',
  factData,
  nouns: contractNouns,
  commands: [discloseCost, confirmCost, signContract],
  reads: contractReads,
};
