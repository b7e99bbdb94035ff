import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { logOptions } from '../kernel/http/logging.ts';
import { rewrapAll } from '../modules/keys/index.ts';
import { type ForEach, withInstitutions } from '../worker.ts';

/**
 * Brings the keys of every institution under the newest ones while the service runs, and tells how
 * far it is. With --data or --digest a new key of that kind is issued to each first. May be stopped
 * and started again at any time.
 */
const OPTIONS = {
  data: { type: 'boolean', default: false },
  digest: { type: 'boolean', default: false },
} as const;

const COMMANDS = ['key.rotate', 'key.rewrap'];

async function rotate(config: Config, url: string): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS, strict: true });
  const kinds = [...(values.data ? ['DATA'] : []), ...(values.digest ? ['DIGEST'] : [])];
  const turnOver: ForEach = async (context) => {
    const { institutionId, perform, signal } = context;
    for (const kind of kinds) await perform('key.rotate', { kind }, kind);
    const counts = await rewrapAll({ perform, signal }, (step, count) => {
      if (count > 0) console.log(`  ${institutionId} ${step}: ${count}`);
    });
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(`${institutionId}: ${total} brought under the newest keys (已换用最新密钥)`);
  };
  const log = pino(logOptions(config.logLevel));
  await withInstitutions({ config, url, log, commands: COMMANDS }, turnOver);
}

try {
  const config = loadConfig(process.env, 'rotate');
  const { workerUrl } = config.database;
  if (!workerUrl) {
    throw new ConfigError([{ variable: 'WORKER_DATABASE_URL', en: 'Is not set.', zh: '未设置。' }]);
  }
  await rotate(config, workerUrl);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
