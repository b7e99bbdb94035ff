import { z } from 'zod';
import { CustomerKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, json, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { rateFiles } from '../batch.ts';
import { cardInForce } from '../cards.ts';
import { nextFiles, PLACE, placeOf, prefixOf } from '../files.ts';
import { givenFor } from '../given-inputs.ts';
import { countsOf, emitRated } from '../rated-fact.ts';

/** A fact each, and what one transaction holds locked. */
const MOST_AT_ONCE = 500;

export const rateMany = command({
  name: 'rating.rate-many',
  permission: 'rating.rate',
  governedBy: 'rating.rate',
  scope: 'references',
  title: { en: 'Rate a territory', zh: '批量评级' },
  description: {
    en: 'Rates the next customers of a grid, a village or any area, each as `rating.rate` would. Repeat with `after: next` and a key of its own until `next` is null; a repeated key rates nobody twice. Given answers count where the file is silent.',
    zh: '对网格、村或任意区划内的客户逐批评级，结果与逐户评级相同。以返回的 next 作为 after 重复调用（每次使用新的幂等键），直至 next 为空。所给输入仅在档案未载明时采用。',
  },
  input: z.object({
    gridId: id('Grid').optional().describe('This grid and those inside it. 网格'),
    areaCode: pattern(/^\d{2,12}$/)
      .optional()
      .describe('The area this code stands for, with all inside it. 区划代码'),
    customerKind: enumeration('CustomerKind', CustomerKind),
    scorecardId: id('Scorecard').optional(),
    inputs: json()
      .optional()
      .describe('Answers for every customer whose file does not give them. 统一补充输入'),
    onlyOutdated: z
      .boolean()
      .default(false)
      .describe('Leave out who has a rating in force by this edition. 跳过已按本版评级者'),
    after: pattern(PLACE, 70).optional().describe('`next` of the call before. 起点'),
    limit: z.number().int().min(1).max(MOST_AT_ONCE).default(MOST_AT_ONCE),
  }),
  result: z.object({
    rated: z.number().int().describe('Ratings that count at once. 即时生效数'),
    awaiting: z.number().int().describe('Ratings that wait for a decision. 待决定数'),
    upToDate: z.number().int().describe('Left out as rated by this edition. 已评级跳过数'),
    notRated: z.array(
      z.object({
        customer: ref('Customer'),
        code: z.string().describe('Why not, as the refusal `rating.rate` would give. 原因'),
        about: z.array(z.string()).describe('Inputs it is about. 涉及输入'),
      }),
    ),
    next: z.string().nullable().describe('Where to go on; null at the end. 下一起点'),
  }),
  acts: ['rating.rated', 'rating.batch-rated'],
  errors: [
    'rating.one_territory',
    'rating.scorecard_missing',
    'rating.scorecard_ambiguous',
    'rating.scorecard_unfit',
    'rating.inputs_invalid',
    'rating.panel_input',
    'profile.form_missing',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const { customerKind, scorecardId, onlyOutdated, after, limit } = input;
    const { institutionId, personId } = actor;
    const [prefix, found] = await Promise.all([
      prefixOf(tx, actor, input),
      cardInForce(tx, { institutionId, customerKind, today, scorecardId }),
    ]);
    if (after !== undefined && !after.startsWith(prefix)) {
      throw refuse('input.invalid', { path: ['after'] });
    }
    const given = givenFor(found.card, input.inputs);
    const territory = { institutionId, prefix, customerKind };
    const files = await nextFiles(tx, territory, { after, limit });
    const leave = onlyOutdated ? 'BY_EDITION' : 'NOBODY';
    const batch = { institutionId, personId, today, given, leave, card: found.card } as const;
    const outcome = await rateFiles(tx, { ...batch, scorecardId: found.id }, files);
    const last = files.length === limit ? files.at(-1) : undefined;
    const next = last ? placeOf(last) : null;
    for (const rated of outcome.rated) emitRated(emit, rated, found.id);
    const counts = countsOf(outcome);
    emit('rating.batch-rated', [{ type: 'Scorecard', id: found.id }], {
      territory: prefix,
      after: after ?? null,
      next,
      ...counts,
      notRated: outcome.notRated.length,
    });
    return {
      ...counts,
      notRated: [...outcome.notRated].map((each) => ({ ...each, about: [...each.about] })),
      next,
    };
  },
});
