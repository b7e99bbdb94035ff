import { z } from 'zod';
import { BoundarySource, CoordinateSystem, GridClass, GridKind } from '../../../generated/enums.ts';
import { type Actor, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  date,
  enumeration,
  geometry,
  id,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { areaInForce } from '../area-of-grid.ts';
import { parseBoundary } from '../boundary.ts';
import {
  boundaryColumns,
  boundaryOfRow,
  findGrid,
  type GridRow,
  levelInside,
  lockTerritory,
} from '../grid-rows.ts';
import { gridRulesOf } from '../grid-rules.ts';
import { numberingOf } from '../numbering.ts';
import { checkPlacement } from '../placement.ts';

const MAX_HOUSEHOLDS = 100_000;

export const openGrid = command({
  name: 'grid.open',
  permission: 'grid.manage',
  scope: 'references',
  title: { en: 'Open a grid', zh: '设立网格' },
  description: {
    en: 'A big grid on a village or community (areaCode), or a grid inside another (parentId). It gets the next free code unless one is given. A boundary must lie inside what holds the grid and keep the overlap rule of its class.',
    zh: '在村（社区）上设立大网格（areaCode），或在上级网格内设立网格（parentId）；未给编码时自动编码。边界须在上级范围之内，并符合该类别的重叠规则。',
  },
  input: z.object({
    parentId: id('Grid').optional(),
    areaCode: pattern(/^\d{12}$/, 12).optional(),
    code: pattern(/^[0-9A-Z]{2,32}$/, 32).optional(),
    name: text(128),
    kind: enumeration('GridKind', GridKind),
    class: enumeration('GridClass', GridClass)
      .optional()
      .describe('Taken from the grid around it, or from the division, where absent. 类别'),
    exclusive: z.boolean().default(false),
    householdNorm: z.number().int().min(1).max(MAX_HOUSEHOLDS).optional(),
    boundary: geometry().optional(),
    crs: enumeration('CoordinateSystem', CoordinateSystem)
      .optional()
      .describe('Coordinate system of the boundary; required with one. 坐标系'),
    boundarySource: enumeration('BoundarySource', BoundarySource).default('DRAWN'),
    validFrom: date().optional().describe('First day; today where absent. 起始日'),
  }),
  result: z.object({ grid: ref('Grid'), code: z.string() }),
  acts: ['grid.opened'],
  errors: [
    'grid.parent_or_area',
    'grid.area_unknown',
    'grid.parent_not_in_force',
    'grid.too_deep',
    'grid.exclusive_level',
    'grid.code_taken',
    'grid.code_invalid',
    'grid.code_exhausted',
    'grid.crs_invalid',
    'grid.boundary_invalid',
    'grid.boundary_self_crossing',
    'grid.outside_parent',
    'grid.overlap_rural',
    'grid.overlap_urban_share',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const boundary = input.boundary === undefined ? null : parseBoundary(input.boundary, input.crs);
    const rules = await gridRulesOf(tx, actor.institutionId);
    await lockTerritory(tx, actor.institutionId);
    const on = input.validFrom ?? today;
    const place = await placeOf(tx, { actor, input, on });
    if (input.exclusive && place.level !== 'SMALL') {
      throw refuse('grid.exclusive_level', { path: ['exclusive'] });
    }
    const wanted = { parent: place.parentCode, level: place.level, exclusive: input.exclusive };
    const numbering = numberingOf(tx, actor.institutionId, rules.scheme);
    if (input.code && !inScope(actor, input.code)) {
      throw refuse('grid.code_invalid', { path: ['code'], details: { scheme: rules.scheme.name } });
    }
    const code = input.code ? numbering.take(input.code, wanted) : await numbering.next(wanted);
    const grid = newId();
    const className = input.class ?? place.class;
    if (boundary) {
      const cell = { id: grid, boundary, class: className, level: place.level };
      const path = ['boundary'];
      await checkPlacement(tx, { actor, rules, cell, around: place.around, on, path });
    }
    await tx
      .insertInto('grid')
      .values({
        institution_id: actor.institutionId,
        id: grid,
        code,
        name: input.name,
        level: place.level,
        class: className,
        kind: input.kind,
        exclusive: input.exclusive,
        parent_id: place.parent?.id ?? null,
        area_code: place.areaCode,
        household_norm: input.householdNorm ?? null,
        valid_from: on,
        ...boundaryColumns(boundary, { source: input.boundarySource, from: on }),
      })
      .execute();
    emit('grid.opened', [{ type: 'Grid', id: grid, version: 1 }], {
      code,
      level: place.level,
      class: className,
      kind: input.kind,
      areaCode: place.areaCode,
      validFrom: on,
      drawn: boundary !== null,
    });
    return { grid, code };
  },
});

type Sought = {
  actor: Actor;
  input: { parentId?: string | undefined; areaCode?: string | undefined };
  on: string;
};

/** Where the grid shall stand: in a division, or in a grid that outlasts it. */
async function placeOf(tx: Tx, { actor, input, on }: Sought) {
  const { parentId, areaCode } = input;
  if ((parentId === undefined) === (areaCode === undefined)) {
    throw refuse('grid.parent_or_area', { path: [parentId ? 'areaCode' : 'parentId'] });
  }
  if (areaCode !== undefined) {
    if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    const area = await areaInForce(tx, { code: areaCode, on, path: ['areaCode'] });
    const level = levelInside(null);
    const { class: className, around } = area;
    return { parent: null, level, class: className, around, areaCode, parentCode: areaCode };
  }
  const parent = await findGrid(tx, actor.institutionId, parentId ?? '');
  refuseUnfit(parent, on);
  return {
    parent,
    level: levelInside(parent),
    class: parent.class as 'URBAN' | 'RURAL',
    around: boundaryOfRow(parent),
    areaCode: parent.area_code,
    parentCode: parent.code,
  };
}

function refuseUnfit(parent: GridRow, on: string): void {
  if (parent.valid_from <= on && parent.valid_to === null) return;
  const details = { validFrom: parent.valid_from, validTo: parent.valid_to };
  throw refuse('grid.parent_not_in_force', { path: ['parentId'], details });
}
