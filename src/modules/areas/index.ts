import type { Module } from '../../kernel/module.ts';
import './errors.ts';
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
export { areaOf } from './queries.ts';

/** Administrative divisions, five levels, with their dated changes. */
export const areas: Module = {
  name: 'areas',
  nouns: areaNouns,
  commands: [],
  reads: [],
};
