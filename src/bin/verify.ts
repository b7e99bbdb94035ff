import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  cosignature,
  cosignedAt,
  keysIn,
  type OpenCheckpoint,
  type ProofKeys,
  parseProofs,
  readVerifier,
  requireSignatures,
  STANDARD_ALGORITHMS,
  TlogError,
  verifyProof,
} from '../tlog/index.ts';
import { readProofs, readText, verifyMirror } from '../tlog/mirror/index.ts';
import { sm2 } from '../tlog/sm2.ts';

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

  --key <verifier key>       of the log, or several; every one must have    日志公钥，可有多个，
                             signed                                         须逐一签名
  --witness <verifier key>   must have cosigned; as often as wanted         见证人公钥，须已联署
  --earlier <file>           a checkpoint kept from before: the log must    以前保存的检查点，
                             go on from it; as often as wanted              日志须由其延续而来
  --hashes                   the mirror holds no entries: check the tree    镜像不含条目，只核验树
  --entry <file>             the entry a proof file is about                证明文件所指的条目`;

const SEVERAL = { type: 'string', multiple: true, default: [] as string[] } as const;

const OPTIONS = {
  key: SEVERAL,
  witness: SEVERAL,
  earlier: SEVERAL,
  hashes: { type: 'boolean', default: false },
  entry: { type: 'string' },
} as const;

const LOG_ALGORITHMS = [...STANDARD_ALGORITHMS, sm2];

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function readArguments() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [path, ...more] = positionals;
  if (!path || more.length > 0 || keysIn(values.key).length === 0) throw new Error(USAGE);
  const log = keysIn(values.key).map((key) => readVerifier(key, LOG_ALGORITHMS));
  const others = keysIn(values.witness).map((key) => readVerifier(key, [cosignature]));
  return { ...values, path, keys: { log, others } };
}

type Arguments = ReturnType<typeof readArguments>;

async function verifyFolder({ path, keys, earlier, hashes }: Arguments): Promise<void> {
  const checkpoint = await verifyMirror(path, {
    keys,
    earlier: earlier.map(readText),
    hashesOnly: hashes,
  });
  requireSignatures(checkpoint, keys.others);
  printHead(checkpoint, keys);
  const what = hashes
    ? 'The hashes make the signed tree; the entries are not here. 哈希与签名的树一致，条目不在此处。'
    : 'Every entry is the one that was signed. 每一条目均与签名一致。';
  console.log(`\nVERIFIED 核验通过  ${what}`);
}

function verifyFile({ path, keys, entry }: Arguments): void {
  const proofs = parseProofs(readProofs(path));
  const given = entry === undefined ? undefined : readFileSync(entry);
  let shown = '';
  for (const proof of proofs) {
    const checkpoint = verifyProof(proof, keys, given);
    requireSignatures(checkpoint, keys.others);
    // A history is proved against one checkpoint, which stands in each of its proofs.
    if (shown !== proof.checkpoint) printHead(checkpoint, keys);
    shown = proof.checkpoint;
    console.log(`entry 条目     ${proof.index}\n${printable(given ?? proof.extra)}\n`);
  }
  const count = proofs.length === 1 ? 'The entry is' : `All ${proofs.length} entries are`;
  console.log(`VERIFIED 核验通过  ${count} in the signed tree. 条目在签名的树中。`);
}

function printHead(
  { origin, size, root, signatures }: OpenCheckpoint,
  { others = [] }: ProofKeys,
): void {
  console.log(`log 日志       ${origin}`);
  console.log(`size 条目数    ${size}`);
  console.log(`root 根        ${root.toString('base64')}`);
  for (const { verifier, signature } of signatures) {
    const witness = others.includes(verifier);
    const when = witness ? ` ${new Date(Number(cosignedAt(signature)) * 1000).toISOString()}` : '';
    console.log(`${witness ? 'cosigned 联署' : 'signed 签名  '}  ${verifier.name}${when}`);
  }
}

/** An entry as text, unless it holds what a terminal would obey. */
function printable(entry: Uint8Array = Buffer.alloc(0)): string {
  const text = Buffer.from(entry).toString('utf8');
  return /[\p{Cc}\p{Cf}\ufffd]/u.test(text) ? Buffer.from(entry).toString('base64') : text;
}

function explain({ fault, message, entries }: TlogError): string {
  const range = entries && entries.first === entries.last ? 'entry 条目' : 'entries 条目';
  const which = entries
    ? `\n${range} ${entries.first === entries.last ? entries.first : `${entries.first}-${entries.last}`}`
    : '';
  return `NOT VERIFIED 核验不通过  ${message} (${fault})${which}`;
}

try {
  const given = readArguments();
  try {
    if (statSync(given.path).isDirectory()) await verifyFolder(given);
    else verifyFile(given);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    console.log(explain(error));
    process.exitCode = EXIT_FAILED;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = EXIT_USAGE;
}
