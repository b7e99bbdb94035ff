import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import pg from 'pg';
import { pino } from 'pino';
import { ConfigError, loadConfig } from '../config.ts';
import { startSequencer } from '../kernel/journal/sequence-loop.ts';
import { rebase } from '../kernel/journal/sequencer.ts';

/**
 * The sequencer as a process of its own, on SEQUENCER_DATABASE_URL. Any number may run; one works at
 * a time. With --rebase it starts anew after a restore or move, then exits.
 */
const STOP_LIMIT_MS = 10_000;

function settings() {
  const { database, logLevel } = loadConfig(process.env, 'sequence');
  if (database.sequencerUrl) return { url: database.sequencerUrl, log: pino({ level: logLevel }) };
  throw new ConfigError([
    {
      variable: 'SEQUENCER_DATABASE_URL',
      en: 'Is not set. npm start sequences the embedded database by itself.',
      zh: '未设置。内嵌数据库由 npm start 自行排序。',
    },
  ]);
}

async function rebaseOnce(): Promise<void> {
  const { url, log } = settings();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tick = await rebase(client);
    if (tick.kind === 'busy') throw new Error('another sequencer is at work; stop it first');
    const entries = tick.ranges.reduce((sum, { from, size }) => sum + size - from, 0n);
    log.info({ entries: entries.toString() }, 'the sequencer is re-based');
  } finally {
    await client.end();
  }
}

function run(): void {
  const { url, log } = settings();
  let halted: Error | undefined;
  const grace = closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'the sequencer stops');
    await sequencer.stop();
    // A supervisor must see that this was no orderly end.
    if (halted) throw halted;
  });
  const onHalt = (error: Error): void => {
    halted = error;
    grace.close();
  };
  const sequencer = startSequencer({ url, log, onHalt });
  log.info({}, 'the sequencer is running');
}

try {
  const { values } = parseArgs({ options: { rebase: { type: 'boolean', default: false } } });
  if (values.rebase) await rebaseOnce();
  else run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
