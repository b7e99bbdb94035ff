import type { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { civilDate } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import type { Vault } from '../vault/vault.ts';
import type { Command, Context, Emit, EmittedFact } from './command.ts';
import { encode, type Path, walk } from './schema-walk.ts';
import type { Visibility } from './visibility.ts';
import { sendRaw } from './send.ts';

export type PerformServices = { visibility: Visibility; vault: Vault; clock: Clock };

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
  const emit: Emit = (act, objects, data) => {
    if (!command.acts.includes(act)) throw new Error(`${command.name} does not declare ${act}`);
    facts.push({ act, objects, data });
  };
  const now = services.clock.now();
  const context = {
    actor,
    target,
    emit,
    adopt: (adopted: readonly EmittedFact[], by: { person: string; checker: string }) => {
      facts.push(...adopted.map((fact) => ({ ...fact, by })));
    },
    now,
    today: civilDate(now),
    reason: ready.reason,
    vault: services.vault,
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

type Reference = { noun: string; key: string; path: Path };

/** Every id in an input leads to something the caller may see, or the command is refused. */
async function checkReferences(services: PerformServices, tx: Tx, ready: Ready): Promise<void> {
  const references: Reference[] = [];
  walk(ready.schema, ready.input, ({ noun }, value, path) => {
    if (noun && !(path.length === 1 && path[0] === 'id' && ready.command.on)) {
      references.push({ noun, key: String(value), path });
    }
  });
  const byNoun = Map.groupBy(references, (reference) => reference.noun);
  await Promise.all(
    [...byNoun].map(async ([noun, wanted]) => {
      const keys = [...new Set(wanted.map((reference) => reference.key))];
      const rows = await sendRaw(tx, services.visibility.see(ready.actor, noun, keys));
      const seen = new Set(rows.map((row) => row.id));
      const missing = wanted.find((reference) => !seen.has(reference.key));
      if (missing) throw refuse('object.not_found', { path: missing.path });
    }),
  );
}
