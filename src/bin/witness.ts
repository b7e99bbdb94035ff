import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import {
  createWitness,
  createWitnessServer,
  openWitnessFolder,
  originHash,
  readWitnessFolder,
  trustLog,
} from '../tlog/witness/index.ts';

/**
 * A witness: it remembers the last tree of each log it knows and cosigns only trees that go on from
 * it, so that even a log's owner, with its database and its key, cannot rewrite or split it unnoticed.
 * It needs nothing of the service.
 */
const USAGE = `npm run witness -- new <folder> --name <witness.example/one>
    makes a witness in a new folder and prints its verifier key
    在新文件夹中建立见证人，并打印其公钥
npm run witness -- trust <folder> <verifier key>
    lets it cosign this log, from its next start on
    下次启动起为该日志联署
npm run witness -- serve <folder> [--host 127.0.0.1] [--port 7380]
    serves POST /add-checkpoint and GET /<origin hash>/checkpoint (c2sp.org/tlog-witness)
    提供联署与查询服务
npm run witness -- show <folder>
    prints its verifier key and the last checkpoint it cosigned of each log
    打印其公钥及每个日志最近一次联署的检查点`;

const OPTIONS = {
  name: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '7380' },
} as const;

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [verb = '', folder = '', key = ''] = positionals;
  if (verb === 'new' && folder && values.name) console.log(createWitness(folder, values.name));
  else if (verb === 'trust' && folder && key) trustLog(folder, key);
  else if (verb === 'show' && folder) show(folder);
  else if (verb === 'serve' && folder) await serve(folder, values.host, Number(values.port));
  else throw new Error(USAGE);
}

function show(path: string): void {
  const { signer, logs, note } = readWitnessFolder(path);
  console.log(signer.verifier.text);
  for (const origin of logs.keys()) {
    const kept = note(originHash(origin)) ?? 'nothing cosigned yet 尚未联署\n';
    console.log(`\n${originHash(origin)}  ${origin}\n${kept}`);
  }
}

async function serve(path: string, host: string, port: number): Promise<void> {
  const folder = openWitnessFolder(path);
  const server = createWitnessServer({
    folder,
    report: ({ status, detail }) => console.log(new Date().toISOString(), status, detail),
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  console.log(`${folder.signer.name} cosigns ${folder.logs.size} logs at http://${host}:${bound}`);
  const stop = (): void => {
    server.close(() => folder.close());
    server.closeIdleConnections();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
