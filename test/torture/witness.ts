import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { originOf } from '../../src/kernel/journal/publish.ts';
import { makeSigningKey, readSigningKeys } from '../../src/kernel/journal/signing-keys.ts';
import type { Checkpoint } from '../../src/tlog/index.ts';
import {
  createWitness,
  originHash,
  readWitnessFolder,
  trustLog,
} from '../../src/tlog/witness/index.ts';
import { checkpointsOf, type Witnessed } from './invariants/checkpoints.ts';
import { launch, type Program } from './program.ts';

/** A witness that cosigns while things go wrong, and what it has to say afterwards. */
export type Witness = {
  /** Its verifier key. */
  readonly key: string;
  /** For the sequencer: whom to ask. */
  readonly env: Readonly<Record<string, string>>;
  /** Dies, and comes back with what it had on its disk. */
  restart(): Promise<void>;
  /** Lets it cosign the log of an institution that is not there yet. */
  trust(code: string): Promise<void>;
  /** Every checkpoint that it, or anybody, has seen. */
  seen(): readonly Witnessed[];
  /** What it cosigned last of a log, as its disk has it. */
  last(origin: string): Checkpoint | undefined;
  /** What logs have signed and it would not cosign. */
  refused(): readonly string[];
  leave(): Promise<void>;
};

export type WitnessOptions = {
  folder: string;
  owner: () => pg.Pool;
  /** The signing key of the logs; made here where there is none yet. */
  keyFile: string;
  origin: string;
};

const NAME = 'witness.example/torture';
const LISTENING = /cosigns \d+ logs at (http:\S+)/;
const LOOK_MS = 40;

/** Knows the logs there are. Looks at what is published all the time, and forgets nothing. */
export async function openWitness(options: WitnessOptions): Promise<Witness> {
  const { owner, keyFile, origin } = options;
  const folder = join(options.folder, 'witness');
  const key = createWitness(folder, NAME);
  await makeSigningKey(keyFile, origin);
  const { signersOf } = await readSigningKeys(keyFile);
  const trust = (code: string): void => {
    for (const { verifier } of signersOf(originOf(origin, code))) trustLog(folder, verifier.text);
  };
  const { rows } = await owner().query<{ code: string }>('select code from institution');
  for (const { code } of rows) trust(code);
  let program = await serve(folder, 0);
  const { url } = program;
  const restart = async (): Promise<void> => {
    await program.kill();
    program = await serve(folder, Number(new URL(url).port));
  };
  const looking = lookOn({ owner, url });
  return {
    key,
    env: { JOURNAL_WITNESSES: `${key} ${url}` },
    restart,
    async trust(code) {
      trust(code);
      await restart();
    },
    seen: looking.seen,
    last: (log) => readWitnessFolder(folder).latest(log),
    refused: () =>
      readdirSync(join(folder, 'refused')).map((name) =>
        readFileSync(join(folder, 'refused', name), 'utf8'),
      ),
    async leave() {
      await looking.leave();
      await program.kill();
    },
  };
}

const serve = (folder: string, port: number): Promise<Program> =>
  launch({
    script: 'witness.ts',
    args: ['serve', folder, '--port', String(port)],
    ready: LISTENING,
    patches: [],
    env: {},
  });

type Place = { owner: () => pg.Pool; url: string };

/** At what is published, and at what the witness says it has cosigned. */
function lookOn({ owner, url }: Place) {
  const seen = new Map<string, Witnessed>();
  let over = false;
  const keep = (each: Witnessed): void => void seen.set(`${each.origin} ${each.note}`, each);
  const look = async (): Promise<void> => {
    // While the database is away there is nothing new to see.
    const published = await checkpointsOf(owner()).catch(() => []);
    for (const each of published) keep(each);
    for (const { institutionId, origin } of published) {
      const note = await kept(`${url}/${originHash(origin)}/checkpoint`);
      if (note !== undefined) keep({ institutionId, origin, note });
    }
  };
  const watching = (async () => {
    while (!over) {
      await look();
      await pause(LOOK_MS);
    }
  })();
  return {
    seen: () => [...seen.values()],
    async leave(): Promise<void> {
      over = true;
      await watching;
      await look();
    },
  };
}

/** Nothing where it has cosigned none, or is away. */
async function kept(url: string): Promise<string | undefined> {
  const answer = await fetch(url).catch(() => undefined);
  const text = await answer?.text().catch(() => undefined);
  return answer?.status === 200 ? text : undefined;
}
