import type { Module } from '../../kernel/module.ts';
import { closeLine, reduceLine, resumeLine, suspendLine } from './commands/change.ts';
import { grantLine } from './commands/grant.ts';
import { reviewLine } from './commands/review.ts';
import './due.ts';
import './errors.ts';
import './personal-data.ts';
import { creditLineNouns } from './queries.ts';
import { creditLineReads } from './reads.ts';
import './suspension.ts';
import { factData } from './fact-data.ts';

export { holdLineInForce, type LineInForce, type LineOf, lineInForce } from './in-force.ts';
export { type Suspending, suspendLineOf } from './suspension.ts';

/** What households and firms may draw on: granted on a rating, reviewed yearly, stopped in time. */
export const creditLines: Module = {
  name: 'credit-lines',
  factData,
  nouns: creditLineNouns,
  commands: [grantLine, reviewLine, suspendLine, resumeLine, reduceLine, closeLine],
  reads: creditLineReads,
};
