import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from './cluster.ts';
import { type Contender, launch } from './contender.ts';
import { BANK } from './county.ts';
import type { WireRequest } from './wrk.ts';

/** The peer: PostGraphile over the same tables, in its recommended preset, unaware of tenants. */
const PACKAGES = ['postgraphile@5.1.5', 'pg@8.23.1'];
/** It does not pipeline, so it gets as many connections as our pool for transactions has. */
const POOL_SIZE = 10;

const SERVER = `
import { createServer } from 'node:http';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { postgraphile } from 'postgraphile';

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({
    connectionString: process.env.DATABASE_URL,
    schemas: ['public'],
    poolConfig: { max: ${POOL_SIZE} },
  })],
  grafserv: { graphqlPath: '/graphql', watch: false, graphiql: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => {
  console.log('Ready: http://127.0.0.1:' + server.address().port);
});
process.on('SIGTERM', () => process.exit(0));
`;

const DOCUMENT = `query GridCustomers($bank: UUID!, $id: UUID!) {
  grid: gridByInstitutionIdAndRowId(institutionId: $bank, rowId: $id) {
    id: rowId code name level areaCode validFrom
    assignments: assignmentsByInstitutionIdAndGridId(first: 10) {
      nodes { id: rowId role weight validFrom
        officer: officerByInstitutionIdAndPersonId {
          person: personByInstitutionIdAndPersonId { id: rowId code name telephone } } }
    }
    customers: customersByInstitutionIdAndGridId(first: 20, orderBy: [CODE_ASC]) {
      nodes { id: rowId code kind nameMask mobileMask completeness screening
        ratings: ratingsByInstitutionIdAndCustomerId(
          first: 1, condition: { status: "EFFECTIVE" }, orderBy: [VALID_FROM_DESC]) {
          nodes { id: rowId grade score creditLineFen validFrom validTo }
        }
        loans: loansByInstitutionIdAndCustomerId(first: 10) {
          nodes { id: rowId code status amountFen outstandingPrincipalFen overdueDays loanClass }
        }
      }
    }
  }
}`;

export const peerRequest = (id: string): WireRequest => ({
  method: 'POST',
  path: '/graphql',
  body: JSON.stringify({ query: DOCUMENT, variables: { bank: BANK, id } }),
});

/** Installs the peer into a folder with npm. */
export async function installPeer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await writeFile(join(folder, 'server.js'), SERVER);
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...quiet, ...PACKAGES], { cwd: folder });
}

/** Two names the peer would give twice, and then leave out whatever refers to them. */
const OTHER_NAMES = [
  `comment on column duplicate_move.row_id is '@name moved_row_id'`,
  `comment on constraint visit_corrects_id_fkey on visit is '@fieldName corrected'`,
];

/** A superuser's connection, because the tables force row security on everybody else. */
export async function launchPeer(folder: string, ownerUrl: string): Promise<Contender> {
  for (const statement of OTHER_NAMES) await run(ownerUrl, statement);
  return launch({
    script: join(folder, 'server.js'),
    cwd: folder,
    env: { DATABASE_URL: ownerUrl, GRAPHILE_ENV: 'production' },
  });
}
