import { z } from 'zod';
import { FunnelLevel } from '../../generated/enums.ts';
import { date, enumeration, id, pattern } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { funnelOf } from './funnel.ts';

const MOST_ROWS = 200;

const funnel = read({
  name: 'campaign.funnel',
  permission: 'campaign.read',
  scope: 'references',
  title: { en: 'The funnel of whole-village credit', zh: '整村授信漏斗' },
  input: z.object({
    campaignId: id('Campaign').optional(),
    areaPrefix: pattern(/^\d{2,12}$/, 12).optional(),
    level: enumeration('FunnelLevel', FunnelLevel).default('VILLAGE'),
    asOf: date().optional(),
    after: pattern(/^[0-9A-Z-]{1,32}$/, 32).optional(),
    first: z.number().int().min(1).max(MOST_ROWS).default(MOST_ROWS),
  }),
  cost: 500,
  async run(db, input, { actor, today }) {
    const { campaignId, areaPrefix, level, after = '', first } = input;
    if (campaignId && areaPrefix) throw refuse('campaign.scope_choice', { path: ['areaPrefix'] });
    const asOf = input.asOf ?? today;
    const question = { level, asOf, campaignId, areaPrefix, after, limit: first + 1 };
    const rows = await funnelOf(db, actor, question);
    return { asOf, level, rows: rows.slice(0, first), more: rows.length > first };
  },
});

export const campaignReads = [funnel];
