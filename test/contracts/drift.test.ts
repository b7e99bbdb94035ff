import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildASTSchema, Kind, parse, validateSchema } from 'graphql';
import { test } from 'tap';
import { contract } from '../../src/contract.ts';
import { databaseSql, databaseTypes } from '../../src/kernel/db/describe.ts';
import { enumsSource } from '../../src/kernel/queries/enums.ts';
import { handWrittenSdl } from '../../src/kernel/queries/sources.ts';
import { modules } from '../../src/modules/index.ts';
import { testDatabase } from '../helpers/database.ts';
import { withClient } from '../helpers/template.ts';
import { program } from './everyone.ts';

const root = new URL('../../', import.meta.url);
const committed = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

const HOW = 'is what `npm run generate` writes';

test('the generated contract is the committed one', async (t) => {
  for (const [file, text] of Object.entries(await contract())) {
    t.ok(text === (await committed(`schema/${file}`)), `schema/${file} ${HOW}`);
  }
  t.same(await contract(), await contract(), 'and is the same each time');
});

test('the generated sources are the committed ones', async (t) => {
  const written = (text: string): string => text.replace(/\s+/g, ' ');
  const same = async (path: string, text: string): Promise<boolean> =>
    written(text) === written(await committed(path));
  const { ownerUrl } = await testDatabase(t);
  await withClient(ownerUrl, async (client) => {
    const types = await databaseTypes(client);
    t.ok(await same('src/generated/database.ts', types), `database.ts ${HOW}`);
    t.ok(await same('schema/database.sql', await databaseSql(client)), `database.sql ${HOW}`);
  });
  const enums = (sdl: string): string[] => enumsSource(sdl).split('\n').sort();
  const source = (await committed('src/generated/enums.ts')).split('\n').sort();
  t.same(enums(handWrittenSdl(modules)), source, `enums.ts ${HOW}`);
});

test('the schema is valid and whole', async (t) => {
  const { sdl, schema } = program.sources;
  t.same(validateSchema(schema), []);
  const merged = parse(sdl).definitions.filter((each) => each.kind !== Kind.OBJECT_TYPE_EXTENSION);
  t.equal(merged.filter((each) => 'name' in each && each.name?.value === 'Query').length, 1);
  t.doesNotThrow(() => buildASTSchema(parse(sdl), { assumeValidSDL: true }));
});

test('every module has its file of the schema, and every file its module', async (t) => {
  const folder = fileURLToPath(new URL('schema/', root));
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).sort();
  const wanted = ['kernel', 'connections', 'commands', ...modules.map(({ name }) => name)];
  t.same(files, wanted.map((name) => `${name}.graphql`).sort());
});
