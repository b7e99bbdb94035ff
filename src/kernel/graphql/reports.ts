import { type Actor, actingBy } from '../auth/actor.ts';
import { civilDate } from '../clock.ts';
import { forbidden } from '../commands/execute.ts';
import { invalidInput, WITH_TYPES } from '../commands/invalid-input.ts';
import { type Reference, unseen } from '../commands/references.ts';
import { refuse } from '../errors.ts';
import { hiddenTypes } from '../queries/model.ts';
import type { Read } from '../queries/read.ts';
import type { GraphqlServices } from './resolvers.ts';

type Asked = { input: unknown; actor: Actor };

/** Runs a report for whoever may have it. */
export async function runRead(
  services: GraphqlServices,
  read: Read,
  { input, actor: caller }: Asked,
): Promise<unknown> {
  const actor = actingBy(caller, read.permission);
  const wholeWanted = read.scope === 'institution' && !actor.scope.includes('');
  if (wholeWanted || !actor.permissions.has(read.permission)) {
    throw forbidden(actor, read.permission);
  }
  const given = Object.entries(input as object).filter(([, value]) => value !== null);
  const parsed = read.input.safeParse(Object.fromEntries(given), WITH_TYPES);
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  const run = (statement: { text: string; values: readonly unknown[] }) =>
    services.database.pipeline.run({ ...statement, institutionId: actor.institutionId });
  const missing: Reference | undefined = await unseen(services.visibility, {
    actor,
    schema: read.input,
    value: parsed.data,
    send: async (statement) => (await run(statement)).rows,
  });
  // What an erased person leaves is still reported on.
  if (missing && !missing.erased) throw refuse('object.not_found', { path: missing.path });
  const today = civilDate(services.clock.now());
  const { planOnce = false } = read;
  return read.run(services.database.reader(actor.institutionId, { planOnce }), parsed.data, {
    actor,
    today,
    hiddenTypes: hiddenTypes(services.model, actor.permissions),
  });
}
