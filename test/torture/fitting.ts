import { GraphQLEnumType, getNullableType } from 'graphql';
import pg from 'pg';
import { civilDate } from '../../src/kernel/clock.ts';
import type { Command } from '../../src/kernel/commands/command.ts';
import { globalId } from '../../src/kernel/ids.ts';
import { createProgram } from '../../src/program.ts';
import { leastInput, sampleInput } from '../contracts/sample-input.ts';
import type { Ask } from './client.ts';
import { FIT, type OtherIds } from './fit.ts';
import type { Stage } from './stage.ts';

export const { registry, model } = createProgram();

/** Who may do everything in the made-up bank. */
const ADMINISTRATOR = 'administrator';

export type Asking = Omit<Ask, 'protocol'>;

/** What may be empty in a row stays as it was made, is emptied, or has every question answered by yes. */
const FILLINGS = ['MADE', 'EMPTY', 'YES'] as const;

/** What a made-up row is changed to before a command acts on it. */
type RowShape = { filling: (typeof FILLINGS)[number]; status: string | undefined };

/** What an input says. */
type InputShape = {
  /** Nothing but what has to be said. */
  isLeast: boolean;
  /** Days to come, not days gone by. */
  isSoon: boolean;
};

type Shape = RowShape & InputShape;

/**
 * By command, once it is known; null where none helps. Of a command that acts on no one row nothing is
 * known: whatever else was done to the rows there are decides how it goes.
 */
const known = new Map<string, Shape | null>();

/**
 * Brings the row that a command acts on into a state in which it can be done, found by trying: each
 * status there is, with everything that may be empty filled, then empty, and inputs that say all or as
 * little as they may, of days gone by and of days to come. What is to be asked for then; nothing where
 * the handler fails on every one of them, or never ends, as it may on rows that no command has made.
 */
export async function makeFit(stage: Stage, command: Command): Promise<Asking | undefined> {
  const { name } = command;
  const found = hasRow(name) ? known.get(name) : undefined;
  if (found === null) return undefined;
  if (found) return shaped(stage, command, found);
  // Of rows that are refused alike one stands for all when other inputs are tried.
  const refused = new Map<string, Shape>();
  for (const input of INPUTS) {
    const rows = refused.size === 0 ? rowShapes(name) : [...refused.values()];
    for (const { filling, status } of rows) {
      const shape = { filling, status, ...input };
      const ask = await shaped(stage, command, shape);
      const { outcome, code } = await stage.client.tryOut(ask);
      if (outcome === 'DONE' || code === 'command.no_dry_run') {
        known.set(name, shape);
        return ask;
      }
      // A handler may go round in circles that rows made by commands never form.
      if (code?.startsWith('TimeoutError')) break;
      if (outcome === 'REFUSED' && code && !refused.has(code)) refused.set(code, shape);
    }
  }
  const [first = null] = refused.values();
  known.set(name, first);
  return first ? shaped(stage, command, first) : undefined;
}

/** Does a command act on one row, which can be made fit for it? */
export const hasRow = (name: string): boolean => registry.get(name)?.on !== undefined;

const INPUTS: readonly InputShape[] = [false, true].flatMap((isLeast) =>
  [false, true].map((isSoon) => ({ isLeast, isSoon })),
);

function rowShapes(name: string): RowShape[] {
  const on = registry.get(name)?.on;
  if (!on) return [{ filling: 'MADE', status: undefined }];
  const field = model.objectType(on.noun).getFields().status;
  const type = field && getNullableType(field.type);
  const values = type instanceof GraphQLEnumType ? type.getValues().map((each) => each.name) : [];
  return FILLINGS.flatMap((filling) =>
    [...values, undefined].map((status) => ({ filling, status })),
  );
}

/** The row is changed; what is to be asked for. */
async function shaped(stage: Stage, command: Command, shape: Shape): Promise<Asking> {
  const { as = ADMINISTRATOR, row, beside = [], input } = FIT[command.name] ?? {};
  const idOf = idsOf(stage, registry.commands.indexOf(command));
  const sample = shape.isLeast ? leastInput : sampleInput;
  const made = sample(registry.inputOf(command), (noun) => idOf(noun, 0));
  const dated = shape.isSoon ? soon(made) : made;
  const ask = {
    as,
    command: command.name,
    input: { ...dated, ...input?.(idOf) },
    reason: 'Sample',
  };
  await reshape(stage, ask, { ...shape, row });
  for (const change of beside) {
    const withKeys = change.replace(
      /\$(\w+)(?:\+(\d+))?/g,
      (_, noun, away = '0') => `'${keyOf(idOf(noun, Number(away)))}'`,
    );
    await changed(stage, withKeys);
  }
  return ask;
}

/** To rows of this turn, or so many places further. */
function idsOf({ town }: Stage, turn: number): OtherIds {
  const { institutionId, samples } = town;
  if (!samples) throw new Error('there are no made-up rows here');
  return (noun, away) => {
    const { table } = model.noun(noun);
    const keys = table === 'institution' ? [institutionId] : samples.keys(table, institutionId);
    return globalId(noun, String(keys[(turn + away) % keys.length]));
  };
}

const DAY_MS = 86_400_000;
const PAST = /^2026-03-02/;

/** The same with every day tomorrow. */
const soon = (input: Asking['input']): Asking['input'] =>
  JSON.parse(JSON.stringify(input), (_, value) =>
    typeof value === 'string' ? value.replace(PAST, tomorrow()) : value,
  );

const tomorrow = (): string => civilDate(new Date(Date.now() + DAY_MS));

const COLUMNS = `select a.attname as name, not a.attnotnull as empty,
    format_type(a.atttypid, null) = 'boolean' as question from pg_attribute a
  where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`;

type Column = { name: string; empty: boolean; question: boolean };
type Reshaping = Shape & { row: Readonly<Record<string, string>> | undefined };

async function reshape(stage: Stage, ask: Asking, wanted: Reshaping): Promise<void> {
  const on = registry.get(ask.command)?.on;
  if (!on) return;
  const { rows } = await stage.owner.query<Column>(COLUMNS, [on.table]);
  const changes = Object.entries(changesOf(rows, wanted));
  if (changes.length === 0) return;
  const key = keyOf(String(ask.input.id));
  const sets = changes.map(([name, value]) => `${pg.escapeIdentifier(name)} = ${value}`);
  await changed(stage, `${on.table} set ${sets.join()} where id = '${key}'`);
}

const keyOf = (id: string): string => id.split('_').at(-1) ?? '';

/** Rows that mean nothing break every rule there is: triggers and references rest meanwhile. */
async function changed({ owner, touched }: Stage, change: string): Promise<void> {
  const answers: unknown = await owner.query(`begin;
    set local session_replication_role = replica; update ${change} returning id; commit`);
  const [, , updated] = answers as pg.QueryResult<{ id: string }>[];
  const [table] = change.split(' ');
  for (const { id } of updated?.rows ?? []) touched.add(`${table} ${id}`);
}

/** New values as SQL, by column. */
function changesOf(columns: readonly Column[], { filling, status, row }: Reshaping) {
  const changes: Record<string, string> = {};
  for (const { name, empty, question } of columns) {
    if (name === 'status') {
      if (status !== undefined) changes[name] = pg.escapeLiteral(status);
    } else if (filling === 'EMPTY' && empty) changes[name] = 'null';
    else if (filling === 'YES' && question) changes[name] = 'true';
  }
  return { ...changes, ...row };
}
