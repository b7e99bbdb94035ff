import { deepStrictEqual } from 'node:assert/strict';
import type { WireRequest } from './wrk.ts';

type Json = Record<string, unknown>;
type Nodes = { nodes: Json[] };

/** Compared one by one, not under load. */
const COMPARED = 20;

export type Answering = {
  name: string;
  address: string;
  requests: readonly WireRequest[];
  /** Brings an answer to the common form. */
  normalise: (data: Json) => unknown;
};

/** @throws Error unless everyone answers the same questions with the same data, and fully */
export async function requireSameAnswers(all: readonly Answering[]): Promise<void> {
  const [first, ...others] = all;
  if (!first) return;
  for (let index = 0; index < Math.min(COMPARED, first.requests.length); index += 1) {
    const expected = await answer(first, index);
    requireFull(expected);
    for (const other of others) {
      const actual = await answer(other, index);
      deepStrictEqual(
        actual,
        expected,
        `${other.name} and ${first.name} differ on request ${index}`,
      );
    }
  }
}

async function answer({ name, address, requests, normalise }: Answering, index: number) {
  const { method, path, headers, body } = requests[index] as WireRequest;
  const response = await fetch(address + path, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  });
  const text = await response.text();
  const json = JSON.parse(text) as { data?: Json; errors?: unknown };
  if (!response.ok || !json.data || json.errors) {
    throw new Error(`${name} answers ${response.status}: ${text.slice(0, 500)}`);
  }
  return normalise(json.data);
}

/** An answer of nothing would be fast. */
function requireFull(data: unknown): void {
  const { grid } = data as { grid: { assignments: Nodes; customers: Nodes } };
  const rated = grid.customers.nodes.filter((customer) => customer.currentRating !== null);
  const lent = grid.customers.nodes.filter((each) => (each.loans as Nodes).nodes.length > 0);
  const counts = [grid.assignments.nodes.length, grid.customers.nodes.length];
  deepStrictEqual([...counts, rated.length > 0, lent.length > 0], [3, 20, true, true]);
}

export const asIs = (data: Json): unknown => data;

/** The peer's answer in our form: prefixes of ids, yuan for fen, and the two edges it lacks. */
export function fromPeer(data: Json): unknown {
  const { grid } = data as { grid: Json };
  const assignments = (grid.assignments as Nodes).nodes.map(({ officer, id, ...rest }) => ({
    id: `assignment_${id}`,
    ...rest,
    person: prefixed('person', (officer as { person: Json }).person),
  }));
  const customers = (grid.customers as Nodes).nodes.map(customerOf);
  return {
    grid: {
      ...prefixed('grid', grid),
      assignments: { nodes: assignments },
      customers: { nodes: customers },
    },
  };
}

function customerOf({ ratings, loans, ...rest }: Json): Json {
  const [rating] = (ratings as Nodes).nodes;
  return {
    ...prefixed('customer', rest),
    currentRating: rating ? prefixed('rating', inYuan(rating)) : null,
    loans: { nodes: (loans as Nodes).nodes.map((loan) => prefixed('loan', inYuan(loan))) },
  };
}

const prefixed = (prefix: string, object: Json): Json => ({
  ...object,
  id: `${prefix}_${object.id}`,
});

const FEN_DIGITS = 2;

const inYuan = (object: Json): Json =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (!name.endsWith('Fen')) return [name, value];
      const fen = String(value).padStart(FEN_DIGITS + 1, '0');
      return [name.slice(0, -3), `${fen.slice(0, -FEN_DIGITS)}.${fen.slice(-FEN_DIGITS)}`];
    }),
  );
