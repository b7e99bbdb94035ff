import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { enterReviews } from '../ballots.ts';
import { MOST_SUBJECTS } from '../convening.ts';
import { onPanel, panelObject, requireAllowed, sittingMember } from '../standing.ts';

const MOST_AT_ONCE = 100;
const MOST_ITEMS = 10;
/** Exact decimal; whether it is on the panel's scale is the panel's to say. */
const SCORE = /^\d{1,9}(\.\d{1,6})?$/;

const reviews = z
  .array(
    z.object({
      number: z.number().int().min(1).max(MOST_SUBJECTS).describe('On the ballot sheet. 序号'),
      scores: z
        .array(
          z.object({
            item: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
            score: z.string().max(16).regex(SCORE).meta({ graphql: 'Decimal' }),
          }),
        )
        .min(1)
        .max(MOST_ITEMS),
    }),
  )
  .min(1)
  .max(MOST_AT_ONCE);

const REVIEW_ERRORS = [
  'panel.over',
  'panel.subject_unknown',
  'panel.review_incomplete',
  'panel.score_off_scale',
  'panel.recused',
  'panel.already_reviewed',
  'panel.consent_missing',
];

export const scorePanel = command({
  name: 'panel.score',
  permission: 'panel.score',
  scope: 'references',
  title: { en: 'Enter one’s own reviews', zh: '录入本人评议' },
  description: {
    en: 'The caller, a sitting member, scores every item of each subject, once. The scores are sealed: nobody reads them, whatever their role, before the panel is closed.',
    zh: '在席评议员本人对各对象逐项评分，每户一次。分数加密封存，评议会结束前任何人（含管理员）均不可查看。',
  },
  on: onPanel,
  input: z.object({ reviews }),
  result: z.object({ panel: ref('Panel'), member: ref('PanelMember') }),
  acts: ['panel.reviewed'],
  errors: [...REVIEW_ERRORS, 'panel.not_a_member'],
  async handler(tx, input, context) {
    const { target, actor, emit } = context;
    const members = await requireAllowed(tx, target, { action: 'score', actor });
    const member = members.find(({ personId }) => personId === actor.personId);
    if (!member) throw refuse('panel.not_a_member');
    const entered = { member, reviews: input.reviews, evidence: null };
    const ballots = await enterReviews(tx, entered, context);
    const objects = [panelObject(target), { type: 'PanelMember', id: member.id }];
    emit('panel.reviewed', objects, { channel: 'OWN', ballots });
    return { panel: target.id, member: member.id };
  },
});

export const recordBallot = command({
  name: 'panel.record-ballot',
  permission: 'panel.record',
  scope: 'references',
  title: { en: 'Record a paper ballot', zh: '代录纸质评议票' },
  description: {
    en: 'For a villager without a login, from the signed paper: who enters it and the digest of the paper are kept. Never by somebody drawn into the panel, and never for a member of the bank.',
    zh: '依据签名纸质票为无账号的村民评议员代录，记录代录人及纸质票摘要；被抽中的评议员不得代录，本机构评议员不得由他人代录。',
  },
  on: onPanel,
  input: z.object({
    memberId: id('PanelMember'),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
    reviews,
  }),
  result: z.object({ panel: ref('Panel'), member: ref('PanelMember') }),
  acts: ['panel.reviewed'],
  errors: [
    ...REVIEW_ERRORS,
    'panel.member_may_not_record',
    'panel.out_of_territory',
    'panel.member_unknown',
    'panel.member_enters_own',
  ],
  async handler(tx, input, context) {
    const { target, actor, emit } = context;
    const members = await requireAllowed(tx, target, { action: 'record-ballot', actor });
    const member = sittingMember(members, input.memberId);
    if (member.personId !== null) throw refuse('panel.member_enters_own', { path: ['memberId'] });
    const evidence = input.evidenceSha256;
    const ballots = await enterReviews(tx, { member, reviews: input.reviews, evidence }, context);
    const objects = [panelObject(target), { type: 'PanelMember', id: member.id }];
    emit('panel.reviewed', objects, { channel: 'PAPER', evidence, ballots });
    return { panel: target.id, member: member.id };
  },
});
