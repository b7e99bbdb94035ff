import { parseArgs } from 'node:util';

export const BENCHES = [
  'read',
  'write',
  'scale',
  'import',
  'rating',
  'eod',
  'loan',
  'journal',
  'overload',
] as const;
export type BenchName = (typeof BENCHES)[number];

export type Options = {
  bench: BenchName;
  /** Print one JSON object and nothing else. */
  json: boolean;
  /** Medians are taken over these; the contenders take turns in each. */
  rounds: number;
  /** Of load per contender and round. */
  seconds: number;
  connections: number;
  /** Households of the read and rating benches, rows of the import bench; scale has its own sizes. */
  households: number;
  /** Active loans of the eod bench. */
  loans: number;
  /** Sizes of the scale bench, smallest first. */
  sizes: readonly number[];
  /** Contenders to run; all when empty. */
  only: readonly string[];
};

const LEAST_ROUNDS = 3;
const DEFAULTS = {
  rounds: '3',
  seconds: '8',
  connections: '32',
  households: '100000',
  loans: '100000',
};
const SIZES = '20000,200000,2000000';

export const USAGE = `npm run bench -- read|write|scale|import|rating|eod|loan|overload|journal [--json] [--rounds 3]
  [--seconds 8] [--connections 32] [--households 100000] [--loans 100000] [--sizes 20000,200000,2000000] [--only name,name]

BENCH_DATABASE_URL names a PostgreSQL 15 to 18 server, as a superuser; databases named
jingtian_bench_* are made there and dropped. Without it the embedded server runs in a temporary folder.`;

/** @throws Error with what is wrong, before the usage */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: DEFAULTS.rounds },
      seconds: { type: 'string', default: DEFAULTS.seconds },
      connections: { type: 'string', default: DEFAULTS.connections },
      households: { type: 'string', default: DEFAULTS.households },
      loans: { type: 'string', default: DEFAULTS.loans },
      sizes: { type: 'string', default: SIZES },
      only: { type: 'string', default: '' },
    },
  });
  const bench = BENCHES.find((name) => name === positionals[0]);
  if (!bench || positionals.length > 1) throw new Error(`which bench?\n${USAGE}`);
  const rounds = positive('rounds', values.rounds);
  if (rounds < LEAST_ROUNDS) throw new Error(`a median needs at least ${LEAST_ROUNDS} rounds`);
  return {
    bench,
    json: values.json,
    rounds,
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    households: positive('households', values.households),
    loans: positive('loans', values.loans),
    sizes: values.sizes.split(',').map((size) => positive('sizes', size)),
    only: values.only.split(',').filter(Boolean),
  };
}

function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} takes whole numbers above 0`);
  return Number(text);
}
