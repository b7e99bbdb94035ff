import type { Module } from '../../kernel/module.ts';
import { cancelPanel, closePanel } from './commands/close.ts';
import { convenePanel, openSecondPanel } from './commands/convene.ts';
import { excuse, recuse } from './commands/members.ts';
import { enlistReviewer, releaseReviewer, revealReviewer } from './commands/reviewers.ts';
import { recordBallot, scorePanel } from './commands/score.ts';
import { setPanelRules } from './commands/set-rules.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { reviewerDigests } from './personal.ts';
import { panelNouns } from './queries.ts';
import { panelReads } from './reads.ts';

export { type PanelFinding, panelMeans } from './means.ts';
export { OVERALL, type PanelItem, panelItems } from './rules.ts';

/** Village panels: drawn so that anyone can check it, blind until they close, closed for good. */
export const panels: Module = {
  name: 'panels',
  factData,
  nouns: panelNouns,
  commands: [
    setPanelRules,
    enlistReviewer,
    releaseReviewer,
    revealReviewer,
    convenePanel,
    excuse,
    recuse,
    scorePanel,
    recordBallot,
    closePanel,
    openSecondPanel,
    cancelPanel,
  ],
  reads: panelReads,
  digestColumns: reviewerDigests,
};
