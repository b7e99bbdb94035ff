import { readFileSync } from 'node:fs';
import { padAreaCode, urbanRuralHint } from '../modules/areas/codes.ts';
import { DEMO_TOWN } from './people.ts';

/** A unit of the published list of divisions; `code` holds the significant digits. */
export type Division = { code: string; name: string };

export type Village = Division & {
  town: Division;
  urban: boolean;
  /** Whether the bank has drawn grids there already. */
  gridded: boolean;
};

/** A township-level unit with its villages and the bank's first-level branch over it. */
export type Town = Division & { branch: number; villages: Village[] };

export type County = Division & { above: Division[]; towns: Town[]; divisions: Division[] };

const LIST = new URL('../modules/areas/data/qianjiang.json', import.meta.url);
const COUNTY = '429005';
const COUNTY_DIGITS = 6;
const TOWN_DIGITS = 9;
const TOWNS_PER_BRANCH = 4;
/** Living quarters of state farms and firms (5xx) wait: a coverage report has something to say. */
const NOT_YET_GRIDDED = /5\d\d$/;

/**
 * The real divisions of Qianjiang. With `towns` only the first so many, the demo's town among
 * them.
 */
export function readCounty(towns?: number): County {
  const list: { areas: Division[] } = JSON.parse(readFileSync(LIST, 'utf8'));
  const county = list.areas.find(({ code }) => code === COUNTY);
  if (!county) throw new Error(`${COUNTY} is missing from its own list`);
  const all = list.areas
    .filter(({ code }) => code.length === TOWN_DIGITS)
    .map((town, index) => townOf(town, index, list.areas));
  const kept = [...all]
    .sort((a, b) => Number(b.code === DEMO_TOWN) - Number(a.code === DEMO_TOWN))
    .slice(0, towns ?? all.length)
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  const above = list.areas.filter(({ code }) => code.length < COUNTY_DIGITS);
  return { ...county, above, towns: kept, divisions: divisionsOf(county, above, kept) };
}

function townOf(town: Division, index: number, list: readonly Division[]): Town {
  const villages = list.filter(
    ({ code }) => code.length > TOWN_DIGITS && code.startsWith(town.code),
  );
  return {
    ...town,
    branch: Math.floor(index / TOWNS_PER_BRANCH) + 1,
    villages: villages.map((village) => ({
      ...village,
      town,
      urban: urbanRuralHint(padAreaCode(village.code)) === 'URBAN',
      gridded: !NOT_YET_GRIDDED.test(village.code),
    })),
  };
}

const plain = ({ code, name }: Division): Division => ({ code, name });

const divisionsOf = (county: Division, above: readonly Division[], towns: readonly Town[]) => [
  ...above.map(plain),
  plain(county),
  ...towns.flatMap((town) => [plain(town), ...town.villages.map(plain)]),
];
