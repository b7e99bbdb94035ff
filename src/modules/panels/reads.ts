import { sql } from 'kysely';
import { z } from 'zod';
import type { PanelSheetState } from '../../generated/enums.ts';
import { type Actor, actingBy } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { drawMembers, drawWords } from './draw.ts';
import { itemsOf, rulesOf } from './rules-in-force.ts';
import {
  factsOf,
  type MemberRow,
  membersOf,
  type PanelRow,
  panelActorOf,
  touches,
} from './standing.ts';
import { allowedActions } from './workflow.ts';

async function panelOf(db: Db, actor: Actor, panelId: string): Promise<PanelRow> {
  const panel = await db
    .selectFrom('panel')
    .selectAll()
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', panelId)
    .executeTakeFirst();
  if (!panel) throw refuse('object.not_found', { path: ['panelId'] });
  return panel;
}

const allowed = read({
  name: 'panel.allowed-actions',
  permission: 'panel.read',
  scope: 'references',
  title: { en: 'What may be done with a panel now', zh: '评议会可执行操作' },
  input: z.object({ panelId: id('Panel') }),
  cost: 3,
  async run(db, { panelId }, { actor }) {
    const panel = await panelOf(db, actor, panelId);
    const [facts, members] = await Promise.all([factsOf(db, panel), membersOf(db, panel)]);
    const actions = allowedActions(facts, panelActorOf(actor, panel, members));
    return {
      panel: panel.id,
      allowedActions: actions.map((each) => ({ ...each, action: `panel.${each.action}` })),
    };
  },
});

type SheetLine = { number: number; nameMask: string; customerCode: string; state: PanelSheetState };

/**
 * The caller's own sheet as a member, or a villager's for whoever may record it. Members learn by
 * it, mask by mask, whom they review, also outside the grids they serve.
 */
const sheet = read({
  name: 'panel.ballot-sheet',
  permission: 'panel.read',
  scope: 'references',
  title: { en: 'The ballot sheet of a member', zh: '评议票' },
  input: z.object({ panelId: id('Panel'), memberId: id('PanelMember').optional() }),
  cost: 300,
  async run(db, { panelId, memberId }, { actor }) {
    const panel = await panelOf(db, actor, panelId);
    const member = sheetOwner(await membersOf(db, panel), { actor, panel, memberId });
    const { rows } = await sql<SheetLine>`
      select s.number, c.name_mask as "nameMask", c.code as "customerCode",
        case when r.id is not null then 'RECUSED' when b.id is not null then 'DONE'
          else 'TO_REVIEW' end as state
      from panel_subject s
      join customer c on c.institution_id = s.institution_id and c.id = s.customer_id
      left join panel_recusal r on r.institution_id = s.institution_id
        and r.subject_id = s.id and r.member_id = ${member.id}
      left join panel_ballot b on b.institution_id = s.institution_id
        and b.subject_id = s.id and b.member_id = ${member.id}
      where s.institution_id = ${panel.institution_id} and s.panel_id = ${panel.id}
      order by s.number`.execute(db);
    return {
      panel: panel.id,
      member: member.id,
      items: itemsOf(panel),
      step: rulesOf(panel).scaleStep,
      lines: rows,
    };
  },
});

type Asked = { actor: Actor; panel: PanelRow; memberId: string | undefined };

function sheetOwner(members: readonly MemberRow[], { actor, panel, memberId }: Asked): MemberRow {
  const own = members.find(({ personId }) => personId === actor.personId);
  if (own && (memberId ?? own.id) === own.id) return own;
  const recorder = actingBy(actor, 'panel.record');
  const records = actor.permissions.has('panel.record') && touches(recorder, panel.area_code);
  const villager = members.find(({ id: key, personId }) => key === memberId && personId === null);
  if (!villager || !records || own) throw refuse('object.not_found', { path: ['memberId'] });
  return villager;
}

const draw = read({
  name: 'panel.draw',
  permission: 'panel.read',
  scope: 'references',
  title: { en: 'The draw of a panel, made again', zh: '抽取复核' },
  input: z.object({ panelId: id('Panel') }),
  cost: 300,
  async run(db, { panelId }, { actor }) {
    const panel = await panelOf(db, actor, panelId);
    const kept = await db
      .selectFrom('panel_member')
      .select(['reviewer_id', 'place'])
      .where('institution_id', '=', panel.institution_id)
      .where('panel_id', '=', panel.id)
      .orderBy('place')
      .execute();
    const { seed, sequence, seats } = panel;
    const pool = { regulars: panel.regular_ids, substitutes: panel.substitute_ids };
    const { standby } = rulesOf(panel);
    const drawn = drawMembers({ seed, sequence }, pool, { seats, standby });
    const again = drawn.filter(({ seat }) => seat !== null);
    return {
      panel: panel.id,
      method: drawWords,
      seed,
      sequence,
      lines: drawn.map(({ reviewerId, seat, ...line }) => {
        return { ...line, reviewerKey: reviewerId, drawn: seat };
      }),
      confirmed:
        again.length === kept.length &&
        again.every((each, index) => kept[index]?.reviewer_id === each.reviewerId),
    };
  },
});

export const panelReads = [allowed, sheet, draw];
