/** Computed items: exact sums over items and table columns of their section. Pure. */
import { Decimal } from 'decimal.js';
import type { Standings } from './conditions.ts';
import type { FormSection, ItemOf, Term } from './form.ts';
import type { Row, Stored } from './values.ts';

/** 100 digits hold every sum of a form without rounding. */
const Exact = Decimal.clone({ precision: 100 });

type Known = { answers: ReadonlyMap<string, Stored>; standings: Standings };

/** The computed items of a section by code; one is there once all it rests on is answered. */
export function computedOf({ items }: FormSection, known: Known): Map<string, string> {
  const computed = new Map<string, string>();
  for (const item of items) {
    if (item.type !== 'COMPUTED' || known.standings.get(item.code) !== 'ASKED') continue;
    const value = sumOf(item, known);
    if (value !== undefined) computed.set(item.code, value);
  }
  return computed;
}

function sumOf({ add, subtract }: ItemOf<'COMPUTED'>, known: Known): string | undefined {
  let sum = new Exact(0);
  const signed = [...add.map((term) => ({ term, sign: 1 })), ...subtract.map(negative)];
  for (const { term, sign } of signed) {
    const value = termOf(term, known);
    if (value === undefined) return undefined;
    sum = sum.plus(value.times(sign));
  }
  return sum.isZero() ? '0' : sum.toFixed();
}

const negative = (term: Term) => ({ term, sign: -1 });

/** What is not asked adds nothing; an empty cell neither. */
function termOf(term: Term, { answers, standings }: Known): Decimal | undefined {
  const code = 'item' in term ? term.item : term.table;
  if (standings.get(code) === 'NOT_ASKED') return new Exact(0);
  const stored = answers.get(code);
  if (stored === undefined || typeof stored === 'boolean') return undefined;
  if (!('column' in term)) return typeof stored === 'string' ? new Exact(stored) : undefined;
  if (typeof stored === 'string') return undefined;
  return stored.reduce((sum, row) => sum.plus(amountIn(row, term.column)), new Exact(0));
}

const amountIn = (row: Row, column: string): Decimal => new Exact(String(row[column] ?? '0'));
