import type { Command } from './commands/command.ts';
import type { Job } from './jobs/job.ts';
import type { Noun } from './queries/noun.ts';
import type { Read } from './queries/read.ts';
import type { DigestColumn } from './vault/vault.ts';

/** What a module offers the kernel; `modules/index.ts` is the only list of them. */
export type Module = {
  /** Also the name of its SDL file, `schema/<name>.graphql`. */
  name: string;
  nouns: readonly Noun[];
  commands: readonly Command[];
  reads: readonly Read[];
  /** What it does in the background. */
  jobs?: readonly Job[];
  /** Its columns of keyed digests, so that their key can be turned over. */
  digestColumns?: readonly DigestColumn[];
};
