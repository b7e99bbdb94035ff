import type { Module } from '../../kernel/module.ts';
import { acceptMismatch } from './commands/accept.ts';
import { askAboutSilent, askCore, askSilentOften } from './commands/ask.ts';
import { cancelDrawing, checkDisbursement } from './commands/check.ts';
import { confirmDisbursement } from './commands/confirm.ts';
import { drawOnLoan } from './commands/draw.ts';
import { instructDisbursement } from './commands/instruct.ts';
import { receiveCoreReport } from './commands/receive.ts';
import { reconcileDay } from './commands/reconcile.ts';
import { settleMismatch } from './commands/settle.ts';
import './errors.ts';
import './personal-data.ts';
import { factData } from './fact-data.ts';
import { paymentNouns } from './queries.ts';
import { paymentReads } from './reads.ts';

/** From the signed contract to the borrower's money: drawings, instructions, and the core's answers. */
export const payments: Module = {
  name: 'payments',
  factData,
  nouns: paymentNouns,
  commands: [
    drawOnLoan,
    checkDisbursement,
    cancelDrawing,
    instructDisbursement,
    confirmDisbursement,
    askCore,
    askAboutSilent,
    receiveCoreReport,
    settleMismatch,
    acceptMismatch,
    reconcileDay,
  ],
  reads: paymentReads,
  jobs: [askSilentOften],
};
