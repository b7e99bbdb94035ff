import { z } from 'zod';
import { type FactData, flag, list, word } from '../journal/fact-data.ts';

/** What facts of the kernel's own say, whatever the command. */
export const kernelFactData: FactData = {
  'approval-policy.set': {
    command: word,
    field: word.nullable(),
    atLeast: word.nullable(),
    active: flag,
  },
  'approval.approved': { command: word, maker: word },
  'approval.rejected': { command: word },
  'approval.requested': { command: word },
  'command.refused': {
    command: word,
    code: word,
    path: list(z.union([word, z.number()])),
    dryRun: flag.optional(),
  },
  'command.tried': { command: word },
  'job.requested': { job: word },
};
