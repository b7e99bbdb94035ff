import type { FieldNode } from 'graphql';
import { type Actor, readingShape } from '../auth/actor.ts';
import { type Clock, civilDate } from '../clock.ts';
import type { Pipeline } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { hiddenTypes, type Model } from './model.ts';
import type { PlanRequest } from './noun.ts';
import {
  compileNode,
  NODE_KEY,
  type Operation,
  type Plan,
  planOf,
  type Variables,
} from './plan.ts';
import { collectFields } from './selection.ts';

export type QueryServices = { model: Model; pipeline: Pipeline; clock: Clock };

export type Running = { operation: Operation; variables: Variables; actor: Actor };

/** JSON made by Postgres, in UTF-8. */
export type Answer = Buffer;

const NULL: Answer = Buffer.from('null');
const QUERY: Answer = Buffer.from('"Query"');
const [OPEN, COMMA, CLOSE] = [Buffer.from('{'), Buffer.from(','), Buffer.from('}')];

/** The `data` of an operation whose root fields are all nouns, in pieces. */
export async function runOperation(services: QueryServices, running: Running): Promise<Answer[]> {
  const { operation, variables } = running;
  const scope = { fragments: operation.fragments, variables };
  const sets = [operation.definition.selectionSet];
  const fields = [...collectFields(sets, new Set(['Query']), scope)];
  const parts = await Promise.all(
    fields.map(async ([key, nodes]) => {
      const name = Buffer.from(`${JSON.stringify(key)}:`);
      if (nodes[0]?.name.value === '__typename') return [name, QUERY];
      return [name, await runRoot(services, running, { key, nodes })];
    }),
  );
  const members = parts.flatMap((part, index) => (index > 0 ? [COMMA, ...part] : part));
  return [OPEN, ...members, CLOSE];
}

export type RootField = { key: string; nodes: readonly FieldNode[] };

/** One root field; `null` where nothing is found or visible. */
export async function runRoot(
  services: QueryServices,
  { operation, variables, actor }: Running,
  { key, nodes }: RootField,
): Promise<Answer> {
  const wanted = { key, nodes, variables, scopeShape: readingShape(actor) };
  const plan = planOf(services.model, operation, wanted);
  return runPlan(services, plan, { actor, variables });
}

type PlanRun = { actor: Actor; variables: Variables };

async function runPlan(
  { model, pipeline, clock }: QueryServices,
  plan: Plan,
  { actor, variables }: PlanRun,
): Promise<Answer> {
  const missing = plan.permissions.find((permission) => !actor.permissions.has(permission));
  if (missing) throw refuse('auth.forbidden', { details: { permission: missing } });
  const request: PlanRequest = {
    variables,
    institutionId: actor.institutionId,
    personId: actor.personId,
    scope: actor.scope,
    territories: actor.territories,
    permissions: actor.permissions,
    hiddenTypes: hiddenTypes(model, actor.permissions),
    today: civilDate(clock.now()),
  };
  const { institutionId } = actor;
  const values = plan.values(request);
  const sent = pipeline.run({ text: plan.text, values, raw: true, institutionId, planOnce: true });
  const { rows } = await sent.catch(refuseUnfit);
  const [row] = rows as unknown as [(Answer | null)[]?];
  return row?.[0] ?? NULL;
}

/** A value of the right scalar that its column cannot be compared with, or a forged cursor. */
const UNFIT = new Set(['22P02', '22003', '22007', '22008', '22009']);

function refuseUnfit(error: { code?: string }): never {
  if (!UNFIT.has(error.code ?? '')) throw error;
  throw refuse('query.invalid', { details: { errors: ['a value is out of range'] } });
}

/** One noun named by a command's result or a report, as the document selects it. */
export async function runNode(
  services: QueryServices,
  { operation, variables, actor }: Running,
  { type, key, nodes }: { type: string; key: string; nodes: readonly FieldNode[] },
): Promise<Answer> {
  const scope = { fragments: operation.fragments, variables };
  const wanted = { type, nodes, scopeShape: readingShape(actor) };
  const plan = compileNode(services.model, scope, wanted);
  return runPlan(services, plan, { actor, variables: { ...variables, [NODE_KEY]: key } });
}
