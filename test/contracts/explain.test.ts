import { type FieldNode, parse } from 'graphql';
import { sql } from 'kysely';
import pg from 'pg';
import { test } from 'tap';
import { builder } from '../../src/kernel/db/kysely.ts';
import { prepareValue } from '../../src/kernel/db/wire.ts';
import { globalId } from '../../src/kernel/ids.ts';
import { type Filter, type Noun, type PlanRequest, param } from '../../src/kernel/queries/noun.ts';
import { compileRoot } from '../../src/kernel/queries/plan.ts';
import { collectionsOf } from '../../src/kernel/rest/collections.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { program } from './everyone.ts';
import { type SampleRows, sampleRows } from './sample-rows.ts';

/**
 * Every filter of every list, planned as the API role under row security: the institution and the
 * filter's column must both be conditions of an index. Only leakproof operators get there.
 */
const { model } = program;
const ROWS = 1_000;
const TODAY = '2026-03-02';

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: PlanNode[];
};

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** The columns of its own row that a filter looks at, and whether it searches inside text. */
function lookedAt(filter: Filter): { columns: string[]; text: string } {
  const columns: string[] = [];
  const row = (column: string) => {
    columns.push(column);
    return sql.ref(`filtered.${column}`);
  };
  const { sql: text } = filter
    .where(
      row,
      param(() => 'x'),
    )
    .compile(builder);
  return { columns, text };
}

/** A part of a name stands anywhere in it: no index of plain Postgres serves that. */
const isSearch = (filter: Filter): boolean => / like /.test(lookedAt(filter).text);
/** Conditions that only look at other tables or at derived values through a subquery. */
const scalarOf = (type: string): string => type.replace(/[[\]!]/g, '');

function valuesFor(filter: Filter, { noun, rows, institution }: Asked): unknown[] {
  const scalar = scalarOf(filter.type);
  const list = (value: unknown): unknown => (filter.type.startsWith('[') ? [value] : value);
  if (scalar === 'ID') {
    const { columns } = lookedAt(filter);
    const target = targetOf(noun, columns[0] ?? '');
    const [key = ''] = target ? rows.keys(model.noun(target).table, institution) : [];
    return [globalId(target ?? noun.type, key)];
  }
  if (scalar === 'Boolean') return [true, false];
  if (scalar === 'Date') return ['2020-01-02', '2022-09-20'];
  if (scalar === 'DateTime') return ['2020-01-01T03:00:00Z', '2020-05-01T00:00:00Z'];
  if (scalar === 'Int') return [2, ROWS - 2];
  if (scalar === 'Money') return ['0.02', '9.98'];
  if (scalar === 'Decimal' || scalar === 'Float') return ['0.001', '0.998'];
  return [list('S17')];
}

const targetOf = (noun: Noun, column: string): string | undefined =>
  Object.values(noun.edges ?? {}).find((edge) => edge.kind === 'one' && edge.column === column)?.to;

type Asked = { noun: Noun; rows: SampleRows; institution: string };

const literal = (value: unknown): string =>
  value === null ? 'null' : pg.escapeLiteral(String(prepareValue(value)));

/** The plan of a count over the list with one filter given. */
async function explain(
  client: pg.Client,
  {
    list,
    filter,
    value,
    institution,
  }: { list: string; filter: string; value: unknown; institution: string },
): Promise<PlanNode[]> {
  const document = parse(
    `query ($filter: X) { ${list}(first: 1, filter: $filter) { totalCount } }`,
  );
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('not an operation');
  const nodes = operation.selectionSet.selections as FieldNode[];
  const variables = { filter: { [filter]: value, anyTime: true } };
  const plan = compileRoot(
    model,
    { fragments: new Map(), variables },
    { nodes, scopeShape: 'all' },
  );
  const request: PlanRequest = {
    variables,
    institutionId: institution,
    personId: institution,
    scope: [''],
    today: TODAY,
  };
  await client.query('begin');
  try {
    await client.query("select set_config('app.institution', $1, true)", [institution]);
    await client.query('set local enable_seqscan = off');
    // As reads run: planned once, for any values.
    await client.query('set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare listed as ${plan.text}`);
    const values = plan.values(request).map(literal).join();
    const { rows } = await client.query(`explain (format json) execute listed(${values})`);
    await client.query('deallocate listed');
    return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
  } finally {
    await client.query('rollback');
  }
}

async function apiClient(t: { teardown(end: () => unknown): void }, app: TestApp) {
  const [login] = await app.database.pipeline
    .run({ text: 'select current_user as name', values: [] })
    .then(({ rows }) => rows as { name: string }[]);
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  t.teardown(() => client.end());
  await client.query(`set role ${pg.escapeIdentifier(login?.name ?? '')}`);
  return client;
}

test('every filter reaches an index under row security', async (t) => {
  const app = await testApp(t);
  const institution = app.world.bankId;
  const institutions = [institution, app.world.otherBankId];
  const rows = await sampleRows(app, { institutions, count: ROWS });
  const client = await apiClient(t, app);
  const { rows: whom } = await client.query(
    'select current_user as name, rolsuper from pg_roles where rolname = current_user',
  );
  t.equal(whom[0].rolsuper, false, 'as the API role');

  for (const { noun, list } of collectionsOf(model)) {
    const field = model.objectType('Query').getFields()[list];
    if (!field?.args.some((arg) => arg.name === 'filter')) continue;
    for (const [name, filter] of Object.entries(noun.filters ?? {})) {
      const { columns } = lookedAt(filter);
      const conditions: string[] = [];
      for (const value of valuesFor(filter, { noun, rows, institution })) {
        const nodes = await explain(client, { list, filter: name, value, institution });
        const own = nodes
          .filter(
            (node) =>
              node['Relation Name'] === noun.table || node['Index Name']?.startsWith(noun.table),
          )
          .map((node) => node['Index Cond'] ?? node['Recheck Cond'] ?? '');
        conditions.push(...own);
      }
      const tenant = (text: string): boolean =>
        noun.scope === 'shared' || text.includes('institution_id');
      const wanted = isSearch(filter) ? [] : columns;
      const served = conditions.some(
        (text) =>
          tenant(text) && (wanted.length === 0 || wanted.some((column) => text.includes(column))),
      );
      t.ok(served, `${noun.type} ${name} (${columns.join(', ')})`, { conditions });
    }
  }
});
