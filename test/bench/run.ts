import { openCluster } from './cluster.ts';
import { divideCores } from './cores.ts';
import { benchEod } from './eod.ts';
import { benchImport } from './import.ts';
import { benchJournal } from './journal.ts';
import { benchLoan } from './loan.ts';
import { readOptions } from './options.ts';
import { benchOverload } from './overload.ts';
import { benchRating } from './rating.ts';
import { benchRead } from './read.ts';
import { asJson, asText } from './report.ts';
import { benchScale } from './scale.ts';
import { benchWrite } from './write.ts';
import { requireWrk } from './wrk.ts';

/** `npm run bench -- read|write|scale|import|rating|eod|loan|overload|journal`: figures of one machine in one run, side by side. */
const benches = {
  read: benchRead,
  write: benchWrite,
  scale: benchScale,
  import: benchImport,
  rating: benchRating,
  eod: benchEod,
  loan: benchLoan,
  journal: benchJournal,
  overload: benchOverload,
};
/** Driven from here; the others are driven by load over HTTP. */
const WITHOUT_LOAD = ['import', 'rating', 'eod', 'loan', 'journal'];
const log = (line: string): void => console.error(line);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!WITHOUT_LOAD.includes(options.bench)) requireWrk();
  // Before anything is started: what is started stays where this process is.
  const cores = options.bench === 'overload' ? divideCores() : null;
  const cluster = await openCluster(log);
  // The contenders end with this process; the databases would stay.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void cluster.close().finally(() => process.exit(1)));
  }
  try {
    const report = await benches[options.bench]({ cluster, options, log, cores });
    console.log(options.json ? asJson(report) : asText(report));
  } finally {
    await cluster.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
