import type { Module } from '../../kernel/module.ts';
import { advanceHouseholds, decideHouseholds } from './commands/advance.ts';
import { dropHouseholds, returnHouseholds, sendBack } from './commands/move.ts';
import { closeCampaign, countRoster, enrolHouseholds, openCampaign } from './commands/open.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { campaignNouns } from './queries.ts';
import { campaignReads } from './reads.ts';

/** Whole-village credit: a village's households taken from the roster to their first loan. */
export const campaigns: Module = {
  name: 'campaigns',
  factData,
  nouns: campaignNouns,
  commands: [
    openCampaign,
    countRoster,
    enrolHouseholds,
    advanceHouseholds,
    decideHouseholds,
    sendBack,
    dropHouseholds,
    returnHouseholds,
    closeCampaign,
  ],
  reads: campaignReads,
};
