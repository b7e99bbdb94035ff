import type { Module } from '../../kernel/module.ts';
import {
  approveAgreement,
  endAgreement,
  proposeAgreement,
  returnAgreement,
  termsDigest,
} from './commands/decide.ts';
import { deliverEvents } from './commands/deliver.ts';
import { draftAgreement, reviseAgreement } from './commands/draft.ts';
import { giveReceipt } from './commands/give-receipt.ts';
import { sharedEventOperations } from './contract.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { sharingNouns } from './queries.ts';
import { sharingReads } from './reads.ts';
import { registerSharedEvents } from './routes.ts';

export { type Term, type View, viewsOf } from './rules.ts';
export { termsDigest };

/** What government bodies may pull of the journal, under agreements; receipts and reconciliation. */
export const sharing: Module = {
  name: 'sharing',
  factData,
  nouns: sharingNouns,
  commands: [
    draftAgreement,
    reviseAgreement,
    proposeAgreement,
    returnAgreement,
    approveAgreement,
    endAgreement,
    deliverEvents,
    giveReceipt,
  ],
  reads: sharingReads,
  fileApi: { operations: sharedEventOperations, register: registerSharedEvents },
};
