import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  cosignedAt,
  type OpenCheckpoint,
  parseProofs,
  readVerifier,
  TlogError,
  type Verifier,
  verifyProof,
} from '../tlog/index.ts';
import { readText, verifyMirror } from '../tlog/mirror/index.ts';

/**
 * Checks a mirror folder or a proof file against a log's verifier key, offline:
 *
 *     npm run verify -- <folder or file> --key <verifier key>
 *
 * It needs nothing of the service: no settings, no database, no network. It ends with status 0 when
 * everything holds, 1 when something does not (and names the first entry that fails), 2 when it was
 * called wrongly.
 */
const USAGE = `npm run verify -- <mirror folder | proof file> --key <verifier key>

  --key <verifier key>       of the log; every one given must have signed   日志公钥，须逐一签名
  --witness <verifier key>   must have cosigned; as often as wanted         见证人公钥，须已联署
  --earlier <file>           a checkpoint kept from before: the log must    以前保存的检查点，
                             go on from it; as often as wanted              日志须由其延续而来
  --hashes                   the mirror holds no entries: check the tree    镜像不含条目，只核验树
  --entry <file>             the entry a proof file is about                证明文件所指的条目`;

const OPTIONS = {
  key: { type: 'string', multiple: true, default: [] },
  witness: { type: 'string', multiple: true, default: [] },
  earlier: { type: 'string', multiple: true, default: [] },
  hashes: { type: 'boolean', default: false },
  entry: { type: 'string' },
} as const;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function readArguments() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [path, ...more] = positionals;
  if (!path || more.length > 0 || values.key.length === 0) throw new Error(USAGE);
  return { path, ...values, log: read(values.key), others: read(values.witness) };
}

const read = (keys: readonly string[]): Verifier[] => keys.map((key) => readVerifier(key));

type Arguments = ReturnType<typeof readArguments>;

async function verifyFolder({ path, log, others, earlier, hashes }: Arguments): Promise<void> {
  const checkpoint = await verifyMirror(path, {
    keys: { log, others },
    earlier: earlier.map(readText),
    hashesOnly: hashes,
  });
  requireWitnesses(checkpoint, others);
  printHead(checkpoint);
  const what = hashes ? 'leaf hash (the entries are not here)' : 'entry';
  console.log(`\nVerified: every ${what} is as it was signed. 核验通过。`);
}

function verifyFile({ path, log, others, entry }: Arguments): void {
  const proofs = parseProofs(readText(path));
  const given = entry === undefined ? undefined : readFileBytes(entry);
  for (const proof of proofs) {
    const checkpoint = verifyProof(proof, { log, others }, given);
    requireWitnesses(checkpoint, others);
    printHead(checkpoint);
  }
}
