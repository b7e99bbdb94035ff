import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { startCosigning } from '../kernel/journal/cosign.ts';
import { openForkGuard } from '../kernel/journal/fork-guard.ts';
import { startMirroring } from '../kernel/journal/mirroring.ts';
import { type Signing, watchFor } from '../kernel/journal/publish.ts';
import { startSequencer } from '../kernel/journal/sequence-loop.ts';
import { rebase } from '../kernel/journal/sequencer.ts';
import { makeSigningKey, readSigningKeys } from '../kernel/journal/signing-keys.ts';

/**
 * The sequencer as a process of its own, on SEQUENCER_DATABASE_URL, and the only one that has the
 * signing key. Any number may run; one works at a time. With --rebase it starts anew after a restore
 * or move, then exits.
 */
const STOP_LIMIT_MS = 10_000;

type Settings = { url: string; log: Logger; signing: Signing; config: Config };

async function settings(): Promise<Settings> {
  const config = loadConfig(process.env, 'sequence');
  const { sequencerUrl: url } = config.database;
  if (!url) {
    throw new ConfigError([
      {
        variable: 'SEQUENCER_DATABASE_URL',
        en: 'Is not set. npm start sequences the embedded database by itself.',
        zh: '未设置。内嵌数据库由 npm start 自行排序。',
      },
    ]);
  }
  return { url, log: pino({ level: config.logLevel }), signing: await signingOf(config), config };
}

/** A machine of one's own gets a key at its first start; production is given one by its operator. */
async function signingOf({ environment, journal }: Config): Promise<Signing> {
  const { keyFile, origin, guardFolder } = journal;
  if (environment === 'production' && !existsSync(keyFile)) {
    throw new ConfigError([
      {
        variable: 'JOURNAL_KEY_FILE',
        en: `There is no signing key in ${keyFile}. Make one, and give its verifier key to your auditors: npm run journal-key`,
        zh: `${keyFile} 中没有签名密钥。请执行 npm run journal-key 生成,并将验证公钥交给审计方。`,
      },
    ]);
  }
  if (environment !== 'production') await makeSigningKey(keyFile, origin);
  const { signersOf } = await readSigningKeys(keyFile);
  return { origin, guard: await openForkGuard(guardFolder), signersOf };
}

async function rebaseOnce(): Promise<void> {
  const { url, log, signing } = await settings();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tick = await rebase(client, watchFor(signing));
    if (tick.kind === 'busy') throw new Error('another sequencer is at work; stop it first');
    const entries = tick.ranges.reduce((sum, { from, size }) => sum + size - from, 0n);
    log.info({ entries: entries.toString() }, 'the sequencer is re-based');
  } finally {
    await client.end();
  }
}

async function run(): Promise<void> {
  const { url, log, signing, config } = await settings();
  const { origin, witnesses, mirrorFolder } = config.journal;
  let halted: Error | undefined;
  const grace = closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'the sequencer stops');
    await Promise.all([sequencer.stop(), cosigning?.stop(), mirroring?.stop()]);
    // A supervisor must see that this was no orderly end.
    if (halted) throw halted;
  });
  const onHalt = (error: Error): void => {
    halted = error;
    // Who runs it beside the server sees no log of it.
    console.error(error.message);
    grace.close();
  };
  const sequencer = startSequencer({ url, log, signing, onHalt });
  const cosigning =
    witnesses.length > 0 ? startCosigning({ url, origin, witnesses, log }) : undefined;
  const mirroring = mirrorFolder
    ? startMirroring({ url, signing, folder: mirrorFolder, log })
    : undefined;
  log.info({}, 'the sequencer is running');
}

try {
  const { values } = parseArgs({ options: { rebase: { type: 'boolean', default: false } } });
  if (values.rebase) await rebaseOnce();
  else await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
