import { readFileSync } from 'node:fs';
import { documentId } from '../../src/kernel/graphql/trusted.ts';
import { globalId } from '../../src/kernel/ids.ts';
import { SCHEMA_FOLDER } from '../../src/kernel/queries/sources.ts';
import { keyOf, officerOf } from './county.ts';
import type { BenchIssuer } from './issuer.ts';
import { peerRequest } from './postgraphile.ts';
import type { WireRequest } from './wrk.ts';

/** The nested read: a grid with its staff and 20 customers, each with rating and loans. */
export const DOCUMENT = readFileSync(`${SCHEMA_FOLDER}trusted/grid-customers.graphql`, 'utf8');

export type ReadRequests = {
  ceiling: WireRequest[];
  adhoc: WireRequest[];
  trusted: WireRequest[];
  postgraphile: WireRequest[];
};

/** The same grids in the same order for everyone; to us each comes from its own officer. */
export async function readRequests(
  issuer: BenchIssuer,
  grids: readonly number[],
): Promise<ReadRequests> {
  const all: ReadRequests = { ceiling: [], adhoc: [], trusted: [], postgraphile: [] };
  for (const grid of grids) {
    const key = keyOf('grid', grid);
    const headers = { authorization: `Bearer ${await issuer.token(officerOf(grid))}` };
    const variables = { id: globalId('Grid', key) };
    const post = (body: object): WireRequest => ({
      method: 'POST',
      path: '/graphql',
      headers,
      body: JSON.stringify({ ...body, variables }),
    });
    all.ceiling.push({ method: 'GET', path: `/grids/${key}` });
    all.adhoc.push(post({ query: DOCUMENT }));
    all.trusted.push(post({ documentId: documentId(DOCUMENT) }));
    all.postgraphile.push(peerRequest(key));
  }
  return all;
}
