import type { Module } from '../../kernel/module.ts';
import { assign, unassign } from './commands/assignment.ts';
import {
  acceptHandOver,
  declineHandOver,
  proposeHandOver,
  withdrawHandOver,
} from './commands/hand-over.ts';
import { endLeave, takeLeave } from './commands/leave.ts';
import { enlist, release, revise } from './commands/officer.ts';
import { recordTraining } from './commands/training.ts';
import './errors.ts';
import './follow-grids.ts';
import { factData } from './fact-data.ts';
import { overload } from './overload.ts';
import { publicCard } from './public-card.ts';
import { staffNouns } from './queries.ts';
import { responsible } from './responsible.ts';
import { vacancies } from './vacancies.ts';

export { scopeOf, under } from './grids-seen.ts';
export { type GridKey, listOpenWork, type OpenWorkSource } from './open-work.ts';

/** The people of the grids: who serves which as what, who stands in, and who answered when. */
export const staff: Module = {
  name: 'staff',
  factData,
  nouns: staffNouns,
  commands: [
    enlist,
    revise,
    release,
    assign,
    unassign,
    takeLeave,
    endLeave,
    proposeHandOver,
    acceptHandOver,
    declineHandOver,
    withdrawHandOver,
    recordTraining,
  ],
  reads: [vacancies, overload, responsible, publicCard],
};
