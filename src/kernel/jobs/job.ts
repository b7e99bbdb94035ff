import type { Actor } from '../auth/actor.ts';
import type { Bilingual } from '../commands/command.ts';
import type { Db } from '../db/index.ts';
import type { Vault } from '../vault/vault.ts';

/** What a run did, by name: numbers alone, since nobody asks who reads them. */
export type Counts = Readonly<Record<string, number>>;

/** Settings of the machine that jobs may need. */
export type JobSettings = {
  /** For how many days the answer to a command is kept under its key. */
  idempotencyKeptDays: number;
  /** For how many days a delivery of a webhook is kept once it is over. */
  webhookDeliveriesKeptDays: number;
};

/** What a run has in its hands: one institution, one business date, and its declared commands. */
export type JobContext = {
  institutionId: string;
  /** Civil date in China the run is for. */
  businessDate: string;
  /** What makes the run one: the business date, or the key of whatever asked for it. */
  occasion: string;
  settings: JobSettings;
  /** Reads of the institution. */
  reader: Db;
  /**
   * Performs one of the declared commands as the institution's system actor and returns its result.
   * The idempotency key is made of job, occasion and `part`, so that a run that is tried again goes
   * on where it stopped: calls that differ need parts that differ.
   */
  perform(command: string, input: object, part?: string): Promise<Record<string, unknown>>;
  /**
   * One of the institution's people with the rights of this moment, to perform declared commands as;
   * null when the person has left. Only for whoever asked for the run: the key must come from a row
   * that a command of that person wrote, never from what the queue holds. Policies of approval hold
   * as they do for the person, and the journal names the person and the jobs' client.
   */
  onBehalfOf(personId: string): Promise<OnBehalf | null>;
  /** Opens what was sealed for the run. */
  vault: Vault;
  /** Aborted when the worker must stop: a long run ends early and is tried again. */
  signal: AbortSignal;
};

/** What a person may do through a job: no more than by hand. */
export type OnBehalf = {
  actor: Actor;
  /** The answer as the person would have had it. @throws Refusal */
  perform(command: string, input: object, how: HowPerformed): Promise<PerformedAnswer>;
};

/** Calls that differ need parts that differ, as with `perform`. */
export type HowPerformed = {
  part: string;
  dryRun: boolean;
  /**
   * What was answered under this part stands, even where the input has become another one since:
   * for work on rows that name things which change. Without it that is refused as a reused key.
   */
  once?: boolean;
};
export type PerformedAnswer = {
  /** Null when it waits for a second person. */
  result: Record<string, unknown> | null;
};

export type InstitutionKind = Actor['institutionKind'];

/** Work that nobody waits for. A module declares it; the worker runs it for each institution. */
export type Job = {
  /** `noun.verb`, like a command. */
  name: string;
  title: Bilingual;
  /** `minute hour day month weekday`, the time of day in China; absent for jobs run on demand. */
  cron?: string;
  /** Called several times a day: each call is an occasion of its own, not the business date. */
  often?: true;
  /** Which kinds of institution have it. */
  kinds: readonly InstitutionKind[];
  /** The commands it may perform; their permissions are all that its actor has. */
  commands: readonly string[];
  run(context: JobContext): Promise<Counts>;
};

const NAME = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;

/** Boot check. @throws Error naming what a job leaves out or claims wrongly */
export function checkJobs(jobs: readonly Job[], commands: ReadonlySet<string>): void {
  const names = new Set<string>();
  for (const { name, title, commands: own } of jobs) {
    if (!NAME.test(name)) throw new Error(`job ${name} is not named noun.verb`);
    if (names.has(name)) throw new Error(`job ${name} is declared twice`);
    names.add(name);
    if (!title.en || !title.zh) throw new Error(`job ${name} is not titled in both languages`);
    const unknown = own.find((command) => !commands.has(command));
    if (unknown) throw new Error(`job ${name} performs ${unknown}, which there is not`);
  }
}
