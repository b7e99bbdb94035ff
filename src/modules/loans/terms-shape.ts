import { z } from 'zod';
import { LoanFundUse, LoanRepaymentMethod } from '../../generated/enums.ts';
import {
  enumeration,
  machineReference,
  money,
  pattern,
  text,
} from '../../kernel/commands/input.ts';
import { LONGEST_TERM_MONTHS } from '../servicing/index.ts';

const RATE = /^\d{1,2}(\.\d{1,6})?$/;
const REFERENCE = 64;

/** The terms of an application, the same when it is revised. */
export const termsShape = {
  amount: money(),
  termMonths: z.number().int().min(1).max(LONGEST_TERM_MONTHS),
  annualRate: z.string().max(9).regex(RATE).meta({ graphql: 'Decimal' }),
  repaymentMethod: enumeration('LoanRepaymentMethod', LoanRepaymentMethod),
  fundUse: enumeration('LoanFundUse', LoanFundUse),
  industryCode: pattern(/^[A-T](\d{2,4})?$/).optional(),
  purpose: text(256),
  counterpartyFixed: z.boolean().default(false),
  nonCashPossible: z.boolean().default(true),
  payeeReference: machineReference(REFERENCE).optional(),
};

const termsSchema = z.object(termsShape);
export type Terms = z.output<typeof termsSchema>;
