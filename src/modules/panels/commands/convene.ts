import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { panelQuestions, parseScorecard } from '../../ratings/index.ts';
import { convene, MOST_SUBJECTS } from '../convening.ts';
import { OVERALL, panelItems } from '../rules.ts';
import { itemsOf, MOST_SEATS } from '../rules-in-force.ts';
import { onPanel, requireAllowed, subjectsOf } from '../standing.ts';
import { requireVillage } from './reviewers.ts';

const MOST_ITEMS = 10;
const LABEL = 64;

const CONVENING_ERRORS = [
  'panel.seats_too_few',
  'panel.pool_too_small',
  'panel.subject_elsewhere',
  'panel.subject_taken',
  'panel.consent_missing',
];

const seats = z.number().int().min(1).max(MOST_SEATS).optional();

export const convenePanel = command({
  name: 'panel.convene',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Convene a panel', zh: '召集评议会' },
  description: {
    en: 'Draws the members from the pool of the village by a seed that is journalled, so that anyone can draw again, and opens the panel for the customers named. The members recused by what the files say are found at once.',
    zh: '按记入日志的种子从本村评议员库抽取成员（任何人均可复核），对所列客户开启评议，并即时发现应回避的成员。',
  },
  input: z.object({
    areaCode: pattern(/^\d{12}$/, 12),
    round: pattern(/^[A-Z0-9-]{1,32}$/, 32),
    customerIds: z.array(id('Customer')).min(1).max(MOST_SUBJECTS),
    seats,
    items: z
      .array(
        z.object({ code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63), en: text(LABEL), zh: text(LABEL) }),
      )
      .min(1)
      .max(MOST_ITEMS)
      .optional()
      .describe('What is scored, on the scale of the rules. 评议项目'),
    scorecardId: id('Scorecard')
      .optional()
      .describe('Scored is what this card asks a panel, on its scales. 按评分表的评议项目'),
  }),
  result: z.object({ panel: ref('Panel') }),
  acts: ['panel.convened'],
  errors: [...CONVENING_ERRORS, 'panel.area_unknown', 'panel.items_repeated', 'panel.items_choice'],
  async handler(tx, input, setting) {
    const { areaCode, round, customerIds } = input;
    const { actor, today } = setting;
    await requireVillage(tx, actor, { areaCode, today });
    const items = await itemsAsked(tx, input, actor.institutionId);
    requireDifferent(items);
    if (new Set(customerIds).size < customerIds.length) {
      throw refuse('panel.subject_elsewhere', { path: ['customerIds'] });
    }
    const asked = { areaCode, round, items, seats: input.seats, customerIds };
    return { panel: await convene(tx, asked, setting) };
  },
});

type Asked = {
  items?: readonly { code: string; en: string; zh: string }[] | undefined;
  scorecardId?: string | undefined;
};

/** What a published scorecard asks a panel, the items given, or those of the program. */
async function itemsAsked(tx: Tx, { items, scorecardId }: Asked, institutionId: string) {
  if (!scorecardId) {
    return items?.map(({ code, en, zh }) => ({ code, label: { en, zh } })) ?? panelItems;
  }
  const row = await tx
    .selectFrom('scorecard')
    .select('content')
    .where('institution_id', '=', institutionId)
    .where('id', '=', scorecardId)
    .where('status', '=', 'PUBLISHED')
    .executeTakeFirst();
  const read = parseScorecard(row?.content);
  const asked = read.ok && !items ? panelQuestions(read.card) : [];
  if (asked.length === 0 || asked.length > MOST_ITEMS)
    throw refuse('panel.items_choice', { path: ['scorecardId'] });
  return asked.map(({ code, label, min, max }) => ({ code, label, low: min, high: max }));
}

function requireDifferent(items: readonly { code: string }[]): void {
  const codes = new Set([OVERALL, ...items.map(({ code }) => code)]);
  if (codes.size <= items.length) throw refuse('panel.items_repeated', { path: ['items'] });
}

export const openSecondPanel = command({
  name: 'panel.open-second',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Open a second review', zh: '开启复评' },
  description: {
    en: 'A second panel, drawn anew, for all or some of the customers a closed first panel reviewed. The first one stays as it is; what the second finds counts once it is closed.',
    zh: '对初评已评议的全部或部分客户重新抽取成员复评；初评结果保留，复评结束后以复评结果为准。',
  },
  on: onPanel,
  input: z.object({
    numbers: z
      .array(z.number().int().min(1).max(MOST_SUBJECTS))
      .min(1)
      .max(MOST_SUBJECTS)
      .optional()
      .describe('Numbers of the customers in the first panel; all unless given. 评议对象序号'),
    seats,
  }),
  result: z.object({ panel: ref('Panel') }),
  acts: ['panel.convened'],
  reasonRequired: true,
  errors: [
    ...CONVENING_ERRORS,
    'panel.not_closed',
    'panel.second_opened',
    'panel.out_of_territory',
    'panel.not_reviewed',
  ],
  async handler(tx, input, context) {
    const { target, actor, reason } = context;
    await requireAllowed(tx, target, { action: 'open-second', actor });
    const reviewed = [...(await subjectsOf(tx, target)).values()].filter(
      ({ state }) => state === 'REVIEWED',
    );
    const wanted = new Set(input.numbers ?? reviewed.map(({ number }) => number));
    const chosen = reviewed.filter(({ number }) => wanted.has(number));
    if (chosen.length < wanted.size || chosen.length === 0) {
      throw refuse('panel.not_reviewed', { path: ['numbers'] });
    }
    const asked = {
      areaCode: target.area_code,
      round: target.round,
      items: itemsOf(target),
      seats: input.seats,
      customerIds: chosen.map(({ customer_id }) => customer_id),
      second: { firstId: target.id, reason: reason ?? '' },
    };
    return { panel: await convene(tx, asked, context) };
  },
});
