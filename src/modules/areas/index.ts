import type { Module } from '../../kernel/module.ts';
import { mergeAreas, recodeArea, renameArea, splitArea } from './commands/change-areas.ts';
import { importAreas } from './commands/import-areas.ts';
import { importCountyCodes } from './commands/import-county-codes.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { areaNouns } from './queries.ts';

export {
  AREA_LEVELS,
  type AreaLevel,
  ancestorAreaCodes,
  isWithinArea,
  padAreaCode,
  parseAreaCode,
  townshipKind,
  urbanRuralHint,
  villageKind,
} from './codes.ts';
export { countyFindings, type IdAreaFinding, listedCounty } from './county-codes.ts';
export { divisionNames } from './division-names.ts';
export { areaCodeOf, parentOfCode } from './natural-codes.ts';
export { areaOf } from './queries.ts';
export { lockList, requireArea, requireCode, requireOperator } from './register.ts';

/** Administrative divisions, five levels, with their dated changes. */
export const areas: Module = {
  name: 'areas',
  factData,
  nouns: areaNouns,
  commands: [importAreas, importCountyCodes, renameArea, mergeAreas, splitArea, recodeArea],
  reads: [],
};
