import { GraphQLEnumType, getNullableType } from 'graphql';
import pg from 'pg';
import type { Command } from '../../src/kernel/commands/command.ts';
import { globalId } from '../../src/kernel/ids.ts';
import { createProgram } from '../../src/program.ts';
import { sampleInput } from '../contracts/sample-input.ts';
import type { Ask } from './client.ts';
import type { Stage } from './stage.ts';

export const { registry, model } = createProgram();

/** Who may do everything in the made-up bank. */
const ADMINISTRATOR = 'administrator';

/** What a made-up row is changed to before a command acts on it. */
type Shape = { bare: boolean; status: string | undefined };

/**
 * By command, once it is known; null where none helps. Of a command that acts on no one row nothing is
 * known: whatever else was done to the rows there are decides how it goes.
 */
const known = new Map<string, Shape | null>();

/** An input the command's schema accepts, whose ids lead to the rows of this turn. */
export function madeUpAsk({ town }: Stage, command: Command, turn: number): Omit<Ask, 'protocol'> {
  const { institutionId, samples } = town;
  if (!samples) throw new Error('there are no made-up rows here');
  const idOf = (noun: string): string => {
    const { table } = model.noun(noun);
    const keys = table === 'institution' ? [institutionId] : samples.keys(table, institutionId);
    return globalId(noun, String(keys[turn % keys.length]));
  };
  const input = sampleInput(registry.inputOf(command), idOf);
  return { as: ADMINISTRATOR, command: command.name, input, reason: 'Sample' };
}

/**
 * Brings the row that a command acts on into a state in which it can be done, found by trying: each
 * status there is, with everything that may be empty filled, then empty. False where the handler
 * fails on every one of them, or never ends, as it may on rows that no command has made.
 */
export async function makeFit(stage: Stage, ask: Omit<Ask, 'protocol'>): Promise<boolean> {
  const found = hasRow(ask.command) ? known.get(ask.command) : undefined;
  if (found) await reshape(stage, ask, found);
  if (found !== undefined) return found !== null;
  let refused: Shape | null = null;
  for (const shape of shapesOf(ask.command)) {
    await reshape(stage, ask, shape);
    const { outcome, code } = await stage.client.tryOut(ask);
    if (outcome === 'DONE' || code === 'command.no_dry_run') {
      known.set(ask.command, shape);
      return true;
    }
    if (outcome === 'REFUSED') refused ??= shape;
    // A handler may go round in circles that rows made by commands never form.
    if (code?.startsWith('TimeoutError')) break;
  }
  known.set(ask.command, refused);
  if (refused) await reshape(stage, ask, refused);
  return refused !== null;
}

/** Does a command act on one row, which can be made fit for it? */
export const hasRow = (name: string): boolean => registry.get(name)?.on !== undefined;

function shapesOf(name: string): Shape[] {
  const on = registry.get(name)?.on;
  if (!on) return [{ bare: false, status: undefined }];
  const field = model.objectType(on.noun).getFields().status;
  const type = field && getNullableType(field.type);
  const values = type instanceof GraphQLEnumType ? type.getValues().map((each) => each.name) : [];
  return [false, true].flatMap((bare) =>
    [...values, undefined].map((status) => ({ bare, status })),
  );
}

const COLUMNS = `select a.attname as name, not a.attnotnull as empty from pg_attribute a
  where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`;

async function reshape(
  { owner, touched }: Stage,
  ask: Omit<Ask, 'protocol'>,
  { bare, status }: Shape,
) {
  const on = registry.get(ask.command)?.on;
  if (!on) return;
  const { rows } = await owner.query<{ name: string; empty: boolean }>(COLUMNS, [on.table]);
  const empty = rows.filter((column) => bare && column.empty && column.name !== 'status');
  const sets = empty.map(({ name }) => `${pg.escapeIdentifier(name)} = null`);
  const hasStatus = status !== undefined && rows.some(({ name }) => name === 'status');
  if (hasStatus) sets.push(`status = '${status}'`);
  if (sets.length === 0) return;
  const key = String(ask.input.id).split('_').at(-1);
  touched.add(`${on.table} ${key}`);
  // Rows that mean nothing break every rule there is: triggers and references rest meanwhile.
  await owner.query(`begin; set local session_replication_role = replica;
    update ${pg.escapeIdentifier(on.table)} set ${sets.join()} where id = '${key}'; commit`);
}
