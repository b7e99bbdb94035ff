/** Answers to a section: given ones read, held ones carried over, what must be sealed set apart. Pure. */
import { yuanOf } from '../../kernel/money.ts';
import { computedOf } from './computed.ts';
import { type Standings, standingsOf } from './conditions.ts';
import type { FormColumn, FormItem, FormSection } from './form.ts';
import {
  type Cell,
  type Fault,
  type Read,
  type Row,
  readCell,
  readTable,
  type Stored,
} from './values.ts';

export type Answers = ReadonlyMap<string, Stored>;
/** An answer with the item it was given to, perhaps of an earlier edition. */
export type Held = ReadonlyMap<string, { readonly item: FormItem; readonly stored: Stored }>;

export type AnswerFault = {
  readonly path: readonly (string | number)[];
  readonly fault: Fault | 'NOT_ASKED' | 'NOT_ANSWERABLE';
};

export type Answering = {
  readonly held: Held;
  /** By item code; null clears. Only items of the section. */
  readonly given: ReadonlyMap<string, unknown>;
  readonly today: string;
};
export type Answered = {
  readonly answers: Answers;
  readonly standings: Standings;
  /** Held answers that the section no longer has a place for. */
  readonly dropped: readonly string[];
};

/**
 * The section's answers after the given ones. Held answers stay where they still fit; what is
 * computed is computed anew.
 */
export function answerSection(
  section: FormSection,
  { held, given, today }: Answering,
): Answered | { faults: readonly AnswerFault[] } {
  const answers = new Map<string, Stored>();
  const faults: AnswerFault[] = [];
  for (const item of section.items) {
    const read = given.has(item.code)
      ? readGiven(item, given.get(item.code), today)
      : readHeld(item, held, today);
    if ('fault' in read) faults.push({ path: [item.code, ...read.path], fault: read.fault });
    else if (read.value !== null) answers.set(item.code, read.value);
  }
  const standings = standingsOf(section, (code) => answers.get(code));
  for (const code of answers.keys()) {
    if (standings.get(code) === 'ASKED') continue;
    if (given.has(code)) faults.push({ path: [code], fault: 'NOT_ASKED' });
    answers.delete(code);
  }
  if (faults.length > 0) return { faults };
  const known = { answers, standings };
  for (const [code, value] of computedOf(section, known)) answers.set(code, value);
  const dropped = [...held]
    .filter(
      ([code, { item }]) => !answers.has(code) && !given.has(code) && item.type !== 'COMPUTED',
    )
    .map(([code]) => code);
  return { ...known, dropped };
}

type Reading =
  | Read<Stored | null>
  | { fault: 'NOT_ANSWERABLE'; path: readonly (string | number)[] };

function readGiven(item: FormItem, given: unknown, today: string): Reading {
  if (item.type === 'FILE' || item.type === 'COMPUTED')
    return { fault: 'NOT_ANSWERABLE', path: [] };
  return given === null ? { value: null } : readItem(item, given, today);
}

type Answerable = Exclude<FormItem, { type: 'FILE' | 'COMPUTED' }>;

const readItem = (item: Answerable, given: unknown, today: string): Read<Stored> =>
  item.type === 'TABLE' ? readTable(item, given, today) : readCell(item, given, today);

/** What an earlier edition was answered is kept as far as this one could be answered the same. */
function readHeld(item: FormItem, held: Held, today: string): Read<Stored | null> {
  const before = held.get(item.code);
  if (!before || item.type === 'FILE' || item.type === 'COMPUTED') return { value: null };
  if (before.item === item) return { value: before.stored };
  const read = readItem(item, wireOf(before.item, before.stored), today);
  return 'fault' in read ? { value: null } : read;
}

/** An answer as callers write and read it: amounts in yuan. */
export function wireOf(item: FormItem, stored: Stored): unknown {
  if (item.type === 'TABLE') {
    if (typeof stored !== 'object') return stored;
    return stored.map((row) =>
      Object.fromEntries(
        item.columns.flatMap((column) => {
          const cell = row[column.code];
          return cell === undefined ? [] : [[column.code, cellWire(column, cell)]];
        }),
      ),
    );
  }
  const money = item.type === 'MONEY' || (item.type === 'COMPUTED' && item.result === 'MONEY');
  return money ? yuanOf(BigInt(String(stored))) : stored;
}

const cellWire = (column: FormColumn, cell: Cell): Cell =>
  column.type === 'MONEY' ? yuanOf(BigInt(String(cell))) : cell;

export type Parted = { clear: Record<string, Stored>; sealed: Record<string, Stored> };

/** Sets apart what is sealed: whole items, and of open tables the cells of sensitive columns. */
export function partAnswers({ items }: FormSection, answers: Answers): Parted {
  const parted: Parted = { clear: {}, sealed: {} };
  for (const item of items) {
    const stored = answers.get(item.code);
    if (stored === undefined) continue;
    const sensitive = item.type !== 'FILE' && item.type !== 'COMPUTED' && item.sensitive;
    if (sensitive) {
      parted.sealed[item.code] = stored;
    } else if (item.type === 'TABLE' && typeof stored === 'object') {
      const isSealed = (code: string) => item.columns.some((c) => c.code === code && c.sensitive);
      parted.clear[item.code] = stored.map((row) => cellsOf(row, (code) => !isSealed(code)));
      const sealed = stored.map((row) => cellsOf(row, isSealed));
      if (sealed.some((row) => Object.keys(row).length > 0)) parted.sealed[item.code] = sealed;
    } else {
      parted.clear[item.code] = stored;
    }
  }
  return parted;
}

const cellsOf = (row: Row, wanted: (code: string) => boolean): Row =>
  Object.fromEntries(Object.entries(row).filter(([code]) => wanted(code)));

/** The other way: open and sealed parts of an answer as one. */
export function joinAnswer(clear: Stored | undefined, sealed: Stored | undefined): Stored {
  if (clear === undefined || sealed === undefined) return clear ?? sealed ?? [];
  if (typeof clear !== 'object' || typeof sealed !== 'object') return clear;
  return clear.map((row, index) => ({ ...row, ...sealed[index] }));
}
