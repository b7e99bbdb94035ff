import type pg from 'pg';
import { kernelFactData } from '../../src/kernel/commands/fact-data.ts';
import { factsOf } from '../../src/kernel/journal/fact-data.ts';
import { modules } from '../../src/modules/index.ts';

const declared = [
  ...modules.flatMap(({ factData }) => (factData ? [factData] : [])),
  kernelFactData,
] as const;
const facts = factsOf(declared, new Set(declared.flatMap((each) => Object.keys(each))));

/**
 * Of commands, and of the demo's bulk but for the word that it is a demo; leaves that tests write by
 * hand are of no such request.
 */
const EARNEST = `select distinct leaf ->> 'act' as act, leaf -> 'data' as data
from (select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
where leaf ->> 'request' ~ '^([0-9a-f]{8}-[0-9a-f]{4}-|demo-seed$)' and leaf ->> 'act' <> 'demo.seeded'`;

/** Of the facts that commands or the demo wrote into a database, those that say what is not declared of them. */
export async function undeclaredFacts(owner: Pick<pg.Pool, 'query'>): Promise<string[]> {
  const { rows } = await owner.query<{ act: string; data: unknown }>(EARNEST);
  return rows.flatMap(({ act, data }) => {
    const said = facts.get(act)?.safeParse(data ?? {});
    if (said?.success) return [];
    return `${act} ${JSON.stringify(data)}: ${said?.error.message ?? 'has no declared data'}`;
  });
}
