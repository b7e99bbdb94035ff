import { readFileSync } from 'node:fs';
import {
  addSignatures,
  cosignature,
  openCheckpoint,
  readSigner,
  readVerifier,
  renameSignerKey,
} from '../../../src/tlog/index.ts';
import type { Invariant } from '../judge.ts';
import type { Stage } from '../stage.ts';

type Head = { origin: string; note: string; line: string | null };

/** The newest checkpoint of every log, with what the witness signed of it. */
const HEADS = `select c.origin, c.note, s.line from (
    select distinct on (institution_id) * from journal_checkpoint
     order by institution_id, size desc) c
  left join journal_cosignature s on s.institution_id = c.institution_id
   and s.origin = c.origin and s.size = c.size`;

/**
 * The witness was there throughout: it cosigned the newest tree of every log, it stands where the log
 * does, and it was never shown a tree that does not go on from what it had cosigned.
 */
export const witnessed: Invariant = async ({ stage }) => {
  const refused = stage.witness.refused().map((request) => {
    const [, origin = ''] = request.split('\n\n', 2);
    return `the witness was shown another history of ${origin.split('\n')[0]}`;
  });
  const { rows } = await stage.owner.query<Head>(HEADS);
  return [...refused, ...rows.flatMap((head) => faultsOf(stage, head))];
};

function faultsOf({ witness, signingKeyFile }: Stage, { origin, note, line }: Head): string[] {
  if (line === null) return [`the newest checkpoint of ${origin} is cosigned by nobody`];
  const key = readFileSync(signingKeyFile, 'utf8').trim();
  const log = readSigner(renameSignerKey(key, origin)).verifier;
  const cosigner = readVerifier(witness.key, [cosignature]);
  const head = openCheckpoint(addSignatures(note, [line]), [log], [cosigner]);
  if (!head.signatures.some(({ verifier }) => verifier.name === cosigner.name)) {
    return [`the cosignature of ${origin} at ${head.size} does not hold`];
  }
  const last = witness.last(origin);
  if (last?.size === head.size && last.root.equals(head.root)) return [];
  return [`the witness stands at ${last?.size} of ${origin}, the log at ${head.size}`];
}
