import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { civilDate } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import type { Vault } from '../vault/vault.ts';
import type { Command, Context, Emit, EmittedFact, MadeBy } from './command.ts';
import { unseen } from './references.ts';
import type { Registry } from './registry.ts';
import { encode, type Path } from './schema-walk.ts';
import { sendRaw } from './send.ts';
import type { Visibility } from './visibility.ts';

export type PerformServices = {
  registry: Registry;
  visibility: Visibility;
  vault: Vault;
  clock: Clock;
};

/** A command ready to run inside a transaction: its input parsed, its caller permitted. */
export type Ready = {
  command: Command;
  schema: z.ZodObject;
  input: Record<string, unknown>;
  actor: Actor;
  reason: string | null;
  /** The version the caller read, where it says so. */
  ifMatch: number | null;
};

export type Performed = { result: unknown; facts: EmittedFact[] };

/** Locks the target, checks every id of the input, runs the handler and collects its facts. */
export async function perform(services: PerformServices, tx: Tx, ready: Ready): Promise<Performed> {
  const { command, actor, input } = ready;
  const [target] = await Promise.all([
    lockTarget(services, tx, ready),
    checkReferences(services, tx, ready),
  ]);
  const facts: EmittedFact[] = [];
  const emit: Emit = (act, objects, data, purpose) => {
    if (!command.acts.includes(act)) throw new Error(`${command.name} does not declare ${act}`);
    facts.push({ act, objects, data, purpose });
  };
  const now = services.clock.now();
  const context = {
    actor,
    target,
    emit,
    adopt: (adopted: readonly EmittedFact[], by: MadeBy) => {
      facts.push(...adopted.map((fact) => ({ ...fact, by })));
    },
    now,
    today: civilDate(now),
    reason: ready.reason,
    vault: services.vault,
    kernel: services,
  };
  const result = await command.handler(tx, input as never, context as Context<never>);
  if (facts.length === 0) throw new Error(`${command.name} wrote no fact`);
  return { result: encode(command.result, result), facts };
}

/** The root row is locked before anything is decided; what is out of sight is not there. */
async function lockTarget(services: PerformServices, tx: Tx, ready: Ready): Promise<unknown> {
  const { command, actor, input, ifMatch } = ready;
  if (!command.on) return undefined;
  const statement = services.visibility.lock(actor, command.on.noun, String(input.id));
  const [row] = await sendRaw(tx, statement);
  if (!row) throw refuse('object.not_found', { path: ['id'] });
  if (ifMatch !== null && row.version !== ifMatch) throw refuse('object.stale');
  return row;
}

/** Every id in an input leads to something the caller may see, or the command is refused. */
async function checkReferences(services: PerformServices, tx: Tx, ready: Ready): Promise<void> {
  const onTarget = (path: Path): boolean =>
    ready.command.on !== undefined && path.length === 1 && path[0] === 'id';
  const missing = await unseen(services.visibility, {
    actor: ready.actor,
    schema: ready.schema,
    value: ready.input,
    skip: onTarget,
    send: (statement) => sendRaw(tx, statement),
  });
  if (missing) throw refuse('object.not_found', { path: missing.path });
}
