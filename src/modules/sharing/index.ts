import type { Module } from '../../kernel/module.ts';
import { confirmReceipt } from './commands/confirm-receipt.ts';
import {
  approveAgreement,
  endAgreement,
  proposeAgreement,
  returnAgreement,
} from './commands/decide.ts';
import { deliverEvents } from './commands/deliver.ts';
import { draftAgreement, reviseAgreement } from './commands/draft.ts';
import { sharedEventOperations } from './contract.ts';
import './errors.ts';
import { sharingNouns } from './queries.ts';
import { sharingReads } from './reads.ts';
import { registerSharedEvents } from './routes.ts';

export { type ShareableFact, shareableFacts } from './shareable.ts';

/** What government bodies may pull of the journal, under agreements; receipts and reconciliation. */
export const sharing: Module = {
  name: 'sharing',
  nouns: sharingNouns,
  commands: [
    draftAgreement,
    reviseAgreement,
    proposeAgreement,
    returnAgreement,
    approveAgreement,
    endAgreement,
    deliverEvents,
    confirmReceipt,
  ],
  reads: sharingReads,
  fileApi: { operations: sharedEventOperations, register: registerSharedEvents },
};
