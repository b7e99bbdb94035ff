import { approvalCommands } from './kernel/commands/approvals.ts';
import { kernelFactData } from './kernel/commands/fact-data.ts';
import { createRegistry, type Registry } from './kernel/commands/registry.ts';
import { checkJobs, type Job } from './kernel/jobs/job.ts';
import { runJob } from './kernel/jobs/run-command.ts';
import { actsOf } from './kernel/journal/events-schema.ts';
import { type Facts, factsOf } from './kernel/journal/fact-data.ts';
import { type FileApi, type Loop, nounsOf, type PublicApi } from './kernel/module.ts';
import { createModel, type Model } from './kernel/queries/model.ts';
import type { Read } from './kernel/queries/read.ts';
import { assembleSchema, type Sources } from './kernel/queries/sources.ts';
import type { DocumentFormat } from './kernel/rest/formats.ts';
import type { DigestColumn } from './kernel/vault/vault.ts';
import { modules } from './modules/index.ts';
import './kernel/kernel-errors.ts';

/** What the program is before anything runs: its verbs, nouns, reports and the schema over them. */
export type Program = {
  registry: Registry;
  facts: Facts;
  reads: readonly Read[];
  sources: Sources;
  model: Model;
  publicApis: readonly PublicApi[];
  fileApis: readonly FileApi[];
  formats: readonly DocumentFormat[];
  jobs: readonly Job[];
  loops: readonly Loop[];
  digestColumns: readonly DigestColumn[];
};

/** @throws Error when a command, fact, read or noun leaves out what it must declare */
export function createProgram(): Program {
  const own = modules.flatMap((module) => module.commands);
  const reads = modules.flatMap((module) => module.reads);
  const nouns = nounsOf(modules);
  const fileApis = modules.flatMap((module) => module.fileApi ?? []);
  const files = fileApis.flatMap(({ operations }) => operations);
  const others = [...reads, ...nouns, ...files].map(({ permission }) => permission);
  const digestColumns = modules.flatMap((module) => module.digestColumns ?? []);
  const jobs = modules.flatMap((module) => module.jobs ?? []);
  const registry = createRegistry([...own, ...approvalCommands, runJob(jobs)], others);
  const declared = modules.flatMap(({ factData }) => (factData ? [factData] : []));
  const facts = factsOf(
    [...declared, kernelFactData],
    new Set(actsOf(registry).map(({ act }) => act)),
  );
  checkJobs(jobs, new Set(registry.commands.map(({ name }) => name)));
  const open = reads.filter((read) => !read.permission || !read.scope);
  if (open.length > 0) throw new Error(`reads without permission or scope: ${open[0]?.name}`);
  const sources = assembleSchema(modules, registry);
  const bare = nouns.filter((noun) => !noun.permission || !noun.scope);
  if (bare.length > 0) throw new Error(`nouns without permission or scope: ${bare[0]?.type}`);
  const publicApis = modules.flatMap((module) => module.publicApi ?? []);
  const formats = modules.flatMap((module) => module.formats ?? []);
  const loops = modules.flatMap((module) => module.loops ?? []);
  const model = createModel(sources.schema, nouns);
  return {
    registry,
    facts,
    reads,
    sources,
    model,
    publicApis,
    fileApis,
    formats,
    jobs,
    loops,
    digestColumns,
  };
}
