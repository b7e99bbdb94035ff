import { z } from 'zod';
import type { Db } from '../../kernel/db/index.ts';
import { type CodeScheme, codeScheme } from './codes.ts';
import { SLIVER_M2 } from './well-field.ts';

/** Bounds of what an institution may call drawing noise, in square metres. */
export const MAX_SLIVER_M2 = 10_000;
export const MAX_OUTSIDE_M2 = 100_000;

/** What an institution sets for its grids, in `institution.settings`; absent members default. */
const settings = z.object({
  /** Name of the code scheme. */
  gridCodeScheme: z.string().default('STANDARD'),
  /** Share of an urban grid that may lie in another one, 0 to 1. */
  gridOverlapShare: z.number().min(0).max(1).default(0.05),
  /** Patches below this are drawing noise. */
  gridSliverM2: z.number().min(0).max(MAX_SLIVER_M2).default(SLIVER_M2),
  /** A child may reach outside its parent by so much in all, for borders drawn twice. */
  gridOutsideM2: z.number().min(0).max(MAX_OUTSIDE_M2).default(1),
});

export type GridRules = {
  scheme: CodeScheme;
  overlapShareAllowed: number;
  sliverM2: number;
  outsideM2: number;
};

/** The rules of the institution. Refuses with `grid.code_scheme_unknown`. */
export async function gridRulesOf(db: Db, institutionId: string): Promise<GridRules> {
  const row = await db
    .selectFrom('institution')
    .select('settings')
    .where('institution_id', '=', institutionId)
    .executeTakeFirstOrThrow();
  const given = settings.parse(row.settings ?? {});
  return {
    scheme: codeScheme(given.gridCodeScheme),
    overlapShareAllowed: given.gridOverlapShare,
    sliverM2: given.gridSliverM2,
    outsideM2: given.gridOutsideM2,
  };
}
