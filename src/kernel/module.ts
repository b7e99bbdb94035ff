import type { FastifyInstance } from 'fastify';
import type { Actor } from './auth/actor.ts';
import type { Bilingual, Command } from './commands/command.ts';
import type { CommandServices } from './commands/execute.ts';
import type { Pipeline } from './db/index.ts';
import type { Job } from './jobs/job.ts';
import type { JobServices } from './jobs/tasks.ts';
import type { FactData } from './journal/fact-data.ts';
import type { Model } from './queries/model.ts';
import type { Noun, NounExtension } from './queries/noun.ts';
import type { Read } from './queries/read.ts';
import type { DocumentFormat } from './rest/formats.ts';
import type { JsonSchema } from './rest/openapi/json-schema.ts';
import type { DigestColumn } from './vault/vault.ts';

/** What routes without a login may use. They set the institution themselves, from the address. */
export type PublicServices = CommandServices & {
  pipeline: Pipeline;
  /** What the name of every log begins with, see `config.journal`. */
  logOrigin: string;
};

/** What anybody may read or send, as the contract describes it. */
export type PublicOperation = {
  method: 'get' | 'post';
  /** As registered, below `/public/`. */
  path: string;
  operationId: string;
  title: Bilingual;
  description: Bilingual;
  parameters: readonly JsonSchema[];
  body?: JsonSchema;
  /** `content` where the answer is no JSON. */
  success: { status: number; description: string; schema: JsonSchema; content?: FileContent };
  /** Refusals of its own, beside those of every address. */
  errors: readonly string[];
};

/** The part of a module that needs no login. */
export type PublicApi = {
  operations: readonly PublicOperation[];
  register(app: FastifyInstance, services: PublicServices): void;
};

/** What routes whose bodies or answers are files, or streams, may use. */
export type FileServices = PublicServices & {
  authenticate(header: string | undefined): Promise<Actor>;
  model: Model;
};

/** A body or answer by its media type. */
export type FileContent = Readonly<Record<string, JsonSchema>>;

/** A route below `/v1/` that takes or gives a file or a stream, as the contract describes it. */
export type FileOperation = {
  method: 'get' | 'post';
  path: string;
  operationId: string;
  tag: string;
  permission: string;
  title: Bilingual;
  description: Bilingual;
  parameters: readonly JsonSchema[];
  body?: FileContent;
  success: { description: string; content: FileContent };
  /** Refusals of its own, beside those of every address. */
  errors: readonly string[];
};

/** The part of a module that moves whole files; whoever calls it is authenticated by the route. */
export type FileApi = {
  operations: readonly FileOperation[];
  register(app: FastifyInstance, services: FileServices): void;
};

/** Work without a time: the worker keeps it going until it stops. */
export type Loop = {
  name: string;
  start(services: JobServices): { stop(): Promise<void> };
};

/** What a module offers the kernel; `modules/index.ts` is the only list of them. */
export type Module = {
  /** Also the name of its SDL file, `schema/<name>.graphql`. */
  name: string;
  nouns: readonly Noun[];
  /** Fields it adds to nouns of modules below it. */
  extends?: readonly NounExtension[];
  commands: readonly Command[];
  reads: readonly Read[];
  /** What the facts of its acts say; each act belongs to one module. */
  factData?: FactData;
  /** What anybody may read or send without a login, under `/public/`. */
  publicApi?: PublicApi;
  /** What it takes or gives as whole files. */
  fileApi?: FileApi;
  /** Documents it takes whole, whose formats are published. */
  formats?: readonly DocumentFormat[];
  /** What it does in the background. */
  jobs?: readonly Job[];
  /** What it does all the time in the worker. */
  loops?: readonly Loop[];
  /** Its columns of keyed digests, so that their key can be turned over. */
  digestColumns?: readonly DigestColumn[];
};

/** The nouns of all modules, each with what modules above add to it. */
export function nounsOf(modules: readonly Module[]): Noun[] {
  const extensions = modules.flatMap((module) => module.extends ?? []);
  return modules
    .flatMap((module) => module.nouns)
    .map((noun) => {
      const added = extensions.filter(({ type }) => type === noun.type);
      const fields = added.flatMap(({ computed }) => Object.entries(computed));
      return added.length === 0
        ? noun
        : { ...noun, computed: { ...noun.computed, ...Object.fromEntries(fields) } };
    });
}
