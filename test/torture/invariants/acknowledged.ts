import { hash } from 'node:crypto';
import { isRepeatable } from '../client.ts';
import type { Evidence, Invariant } from '../judge.ts';
import type { Asked } from '../ledger.ts';

/** The client the demo's issuer names in its tokens. */
const CLIENT = 'demo';
const REFUSED = 'command.refused';

type Kept = { key: string; outcome: string | null };
type Leaf = { act: string; key?: string; request: string; actor: { client?: string } };

/**
 * Nothing acknowledged is lost, nothing is done twice, what was refused has no effect, and nothing
 * happened that nobody asked for: the client's book against stored answers and journal.
 */
export const acknowledged: Invariant = async ({ stage, asked }: Evidence) => {
  const { owner, town } = stage;
  const keys = asked.map(({ intent }) => intent.key);
  const kept = await owner.query<Kept>(
    'select key, outcome from idempotency where key = any ($1)',
    [keys],
  );
  const answers = new Map(kept.rows.map(({ key, outcome }) => [key, outcome]));
  const leaves = await owner.query<{ leaf: Leaf }>(
    `select convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry
     where xid >= $1::xid8 order by id`,
    [town.foundedAt],
  );
  const institutions = await owner.query<{ id: string }>(
    'select institution_id as id from institution',
  );
  const keyOf = new Map(
    institutions.rows.flatMap(({ id }) =>
      keys.map((key) => [hash('sha256', `${id}|${CLIENT}|${key}`), key] as const),
    ),
  );
  const written = leaves.rows
    .map(({ leaf }) => leaf)
    .filter(({ key, actor }) => key !== undefined && actor.client === CLIENT);
  const facts = Map.groupBy(written, ({ key = '' }) => keyOf.get(key));
  const told = Map.groupBy(
    leaves.rows.map(({ leaf }) => leaf).filter(({ act }) => act !== REFUSED),
    ({ request }) => request,
  );
  return [
    ...(facts.get(undefined) ?? []).map(({ act }) => `${act} was asked for by nobody`),
    ...asked.flatMap((each) => {
      const { key, command } = each.intent;
      if (isRepeatable(command)) {
        return faultsOfLook(each, told.get(key) ?? []).map((fault) => `${command} ${fault}`);
      }
      const found = { answer: answers.get(key), facts: facts.get(key) ?? [] };
      return faultsOf(each, found).map((fault) => `${command} ${fault}`);
    }),
  ];
};

/** What changes nothing is answered as often as it is asked for, and every answer is a fact first. */
function faultsOfLook({ heard, settled }: Asked, facts: readonly Leaf[]): string[] {
  if (settled === undefined) return ['was never settled'];
  const answers = heard.filter(({ outcome }) => outcome === 'DONE').length;
  return facts.length >= answers ? [] : [`was answered ${answers} times, and told ${facts.length}`];
}

type Found = { answer: string | null | undefined; facts: readonly Leaf[] };

function faultsOf({ heard, settled }: Asked, { answer, facts }: Found): string[] {
  const requests = new Set(facts.map(({ request }) => request));
  const doubled = requests.size > 1 ? ['was done twice'] : [];
  const said = heard.flatMap(({ answer: text }) => (text === undefined ? [] : [text]));
  if (new Set(said).size > 1) return ['was answered in two ways', ...doubled];
  const outcomes = new Set(heard.map(({ outcome }) => outcome));
  if (settled === undefined) return ['was never settled'];
  if (settled.outcome === 'REFUSED') {
    if (outcomes.has('DONE')) return ['was acknowledged, then refused'];
    return answer === undefined && facts.length === 0 ? [] : ['was refused and has an effect'];
  }
  if (answer === undefined) return ['was acknowledged and is lost'];
  if (said.some((text) => text !== answer)) return ['was answered otherwise than is stored'];
  if (facts.length === 0) return ['was acknowledged and is not in the journal'];
  return doubled;
}
