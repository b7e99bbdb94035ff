import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { pattern } from '../../../kernel/commands/input.ts';
import { codeScheme } from '../codes.ts';
import { lockTerritory } from '../grid-rows.ts';
import { gridRulesOf, MAX_OUTSIDE_M2, MAX_SLIVER_M2 } from '../grid-rules.ts';

export const setRules = command({
  name: 'grid.set-rules',
  permission: 'grid.manage',
  scope: 'institution',
  title: { en: 'Set the rules of grids', zh: '设定网格规则' },
  description: {
    en: 'How codes are made, and how much of an urban grid may lie in another; absent fields stay. Grids there already are judged by the new rules from now on; the journal keeps the old ones.',
    zh: '设定编码方案及城区网格允许交叉的比例等，未给出的保持不变；已有网格自此按新规则判定，原规则留存于日志。',
  },
  input: z.object({
    codeScheme: pattern(/^[A-Z][A-Z0-9_]{0,31}$/, 32).optional(),
    overlapShare: z.number().min(0).max(1).optional().describe('From 0 to 1. 允许交叉比例'),
    sliverM2: z.number().min(0).max(MAX_SLIVER_M2).optional().describe('Drawing noise. 碎斑上限'),
    outsideM2: z
      .number()
      .min(0)
      .max(MAX_OUTSIDE_M2)
      .optional()
      .describe('Allowed outside. 越界容差'),
  }),
  result: z.object({
    codeScheme: z.string(),
    overlapShare: z.number(),
    sliverM2: z.number(),
    outsideM2: z.number(),
  }),
  acts: ['grid.rules-set'],
  errors: ['grid.code_scheme_unknown'],
  reasonRequired: true,
  async handler(tx, input, { actor, emit }) {
    const { institutionId } = actor;
    if (input.codeScheme !== undefined) codeScheme(input.codeScheme);
    await lockTerritory(tx, institutionId);
    const before = answerOf(await gridRulesOf(tx, institutionId));
    const given = {
      gridCodeScheme: input.codeScheme,
      gridOverlapShare: input.overlapShare,
      gridSliverM2: input.sliverM2,
      gridOutsideM2: input.outsideM2,
    };
    const { version } = await tx
      .updateTable('institution')
      .set({ settings: sql`settings || ${JSON.stringify(given)}::jsonb` })
      .where('institution_id', '=', institutionId)
      .returning('version')
      .executeTakeFirstOrThrow();
    const after = answerOf(await gridRulesOf(tx, institutionId));
    emit('grid.rules-set', [{ type: 'Institution', id: institutionId, version }], {
      before: textOf(before),
      after: textOf(after),
    });
    return after;
  },
});

type Rules = Awaited<ReturnType<typeof gridRulesOf>>;

const answerOf = ({ scheme, overlapShareAllowed, sliverM2, outsideM2 }: Rules) => ({
  codeScheme: scheme.name,
  overlapShare: overlapShareAllowed,
  sliverM2,
  outsideM2,
});

/** Fractions stand in a fact as text. */
const textOf = (rules: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, String(value)]));
