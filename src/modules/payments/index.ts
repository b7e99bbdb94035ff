import type { Module } from '../../kernel/module.ts';
import { cancelDrawing, checkDisbursement } from './commands/check.ts';
import { confirmDisbursement } from './commands/confirm.ts';
import { drawOnLoan } from './commands/draw.ts';
import { instructDisbursement } from './commands/instruct.ts';
import './errors.ts';
import './personal-data.ts';
import { paymentNouns } from './queries.ts';

/** From the signed contract to the borrower's money: drawings, instructions, and the core's answers. */
export const payments: Module = {
  name: 'payments',
  nouns: paymentNouns,
  commands: [
    drawOnLoan,
    checkDisbursement,
    cancelDrawing,
    instructDisbursement,
    confirmDisbursement,
  ],
  reads: [],
};
