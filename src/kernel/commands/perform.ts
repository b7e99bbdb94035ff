import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { civilDate } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Vault } from '../vault/vault.ts';
import type { Command, Context, Emit, EmittedFact, MadeBy } from './command.ts';
import { type Reference, unseen } from './references.ts';
import type { Registry } from './registry.ts';
import { encode, type Path } from './schema-walk.ts';
import { sendRaw } from './send.ts';
import type { Visibility } from './visibility.ts';

export type PerformServices = {
  registry: Registry;
  visibility: Visibility;
  vault: Vault;
  clock: Clock;
  /** Whose tokens this service accepts, by the exact `iss`. */
  issuers: readonly string[];
  /** Calls addresses that people have written down. */
  outbound: Outbound;
  /** Bounds that the operator sets. */
  limits: { webhookEndpoints: number };
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

export type Performed = {
  result: unknown;
  facts: EmittedFact[];
  /** Writes on their way that nobody has waited for. */
  sent: readonly Promise<unknown>[];
};

/** What a command acts on and refers to, as the database has it; judged when it is performed. */
export type Looked = {
  target: Record<string, unknown> | undefined;
  hidden: Reference | undefined;
};

/** Locks the target and looks every id of the input up, in one batch with whatever else is sent. */
export async function look(services: PerformServices, tx: Tx, ready: Ready): Promise<Looked> {
  const [target, hidden] = await Promise.all([
    lockTarget(services, tx, ready),
    hiddenReference(services, tx, ready),
  ]);
  return { target, hidden };
}

/** Runs the handler on what was found, and collects its facts. */
export async function perform(
  services: PerformServices,
  tx: Tx,
  { ready, looked }: { ready: Ready; looked: Looked },
): Promise<Performed> {
  const { command, actor, input } = ready;
  const target = judge(services, ready, looked);
  const facts: EmittedFact[] = [];
  const emit: Emit = (act, objects, data, purpose) => {
    if (!command.acts.includes(act)) throw new Error(`${command.name} does not declare ${act}`);
    facts.push({ act, objects, data, purpose });
  };
  const sent: Promise<unknown>[] = [];
  const write: Context<never>['write'] = (query) => {
    const writing = query.execute();
    writing.catch(() => undefined);
    sent.push(writing);
  };
  const now = services.clock.now();
  const context = {
    actor,
    target,
    emit,
    write,
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
  return { result: encode(command.result, result), facts, sent };
}

/**
 * The root row is locked before anything is decided; what is out of sight is not there, and nothing
 * is done to what is erased.
 */
export function judge(
  { visibility }: Pick<PerformServices, 'visibility'>,
  { command, ifMatch }: Ready,
  { target, hidden }: Looked,
): unknown {
  if (command.on && !target) throw refuse('object.not_found', { path: ['id'] });
  if (command.on && target && visibility.isErased(command.on.noun, target)) {
    throw refuse('object.erased');
  }
  if (target && ifMatch !== null && target.version !== ifMatch) throw refuse('object.stale');
  if (hidden) {
    throw refuse(hidden.erased ? 'object.erased' : 'object.not_found', { path: hidden.path });
  }
  return target;
}

async function lockTarget(services: PerformServices, tx: Tx, ready: Ready) {
  const { command, actor, input } = ready;
  if (!command.on) return undefined;
  const statement = services.visibility.lock(actor, command.on.noun, String(input.id));
  const [row] = await sendRaw(tx, statement);
  return row;
}

/** Every id in an input leads to something the caller may see, or the command is refused. */
function hiddenReference(services: PerformServices, tx: Tx, ready: Ready) {
  const onTarget = (path: Path): boolean =>
    ready.command.on !== undefined && path.length === 1 && path[0] === 'id';
  return unseen(services.visibility, {
    actor: ready.actor,
    schema: ready.schema,
    value: ready.input,
    skip: onTarget,
    send: (statement) => sendRaw(tx, statement),
  });
}
