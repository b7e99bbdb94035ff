import { z } from 'zod';
import { PanelPosition, PanelStanding } from '../../../generated/enums.ts';
import { type Actor, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  enumeration,
  id,
  identifier,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { countReading } from '../../privacy/index.ts';
import { placeOf, villagerColumns } from '../personal.ts';

const onReviewer = { noun: 'PanelReviewer', table: 'panel_reviewer' } as const;
const NAME = 64;
const NUMBER = 32;

/** The village is in force and the caller's whole territory holds it. */
export async function requireVillage(
  tx: Tx,
  actor: Actor,
  at: { areaCode: string; today: string },
) {
  const path = ['areaCode'];
  if (!inScope(actor, at.areaCode)) throw refuse('object.not_found', { path });
  const area = await tx
    .selectFrom('area')
    .select('code')
    .where('code', '=', at.areaCode)
    .where('valid_from', '<=', at.today)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', at.today)]))
    .executeTakeFirst();
  if (!area) throw refuse('panel.area_unknown', { path });
}

export const enlistReviewer = command({
  name: 'panel.enlist',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Add a reviewer to the pool of a village', zh: '评议员入库' },
  description: {
    en: 'A person of the institution, or a villager whose name and numbers are sealed. The household, where it has a file, and the identity number let recusals be found.',
    zh: '本机构人员，或姓名、号码加密保存的村民；登记所在户（已建档时）和身份证号，以便发现应回避的情形。',
  },
  input: z.object({
    areaCode: pattern(/^\d{12}$/, 12),
    standing: enumeration('PanelStanding', PanelStanding),
    position: enumeration('PanelPosition', PanelPosition),
    personId: id('Person').optional(),
    name: classed('C2', text(NAME)).optional(),
    mobile: classed('C2', identifier(NUMBER)).optional(),
    idNumber: classed('C2', identifier(NUMBER)).optional(),
    householdId: id('Customer').optional(),
  }),
  result: z.object({ reviewer: ref('PanelReviewer') }),
  acts: ['panel.reviewer-enlisted'],
  errors: [
    'panel.area_unknown',
    'panel.reviewer_identity',
    'panel.mobile_invalid',
    'panel.id_number_invalid',
    'panel.reviewer_in_pool',
  ],
  async handler(tx, input, { actor, emit, today, vault }) {
    const { areaCode, standing, position, personId, name, mobile, idNumber } = input;
    await requireVillage(tx, actor, { areaCode, today });
    const reviewer = newId();
    const { institutionId } = actor;
    const keeper = { tx, institutionId, vault, reviewerId: reviewer };
    const villager = name && mobile ? { name, mobile, idNumber } : undefined;
    const wrong = personId ? (name ?? mobile ?? idNumber) !== undefined : !villager;
    if (wrong) throw refuse('panel.reviewer_identity', { path: ['personId'] });
    await tx
      .insertInto('panel_reviewer')
      .values({
        institution_id: institutionId,
        id: reviewer,
        area_code: areaCode,
        standing,
        position,
        person_id: personId ?? null,
        household_id: input.householdId ?? null,
        ...(villager ? await villagerColumns(keeper, villager, today) : {}),
        valid_from: today,
      })
      .execute();
    const objects = [
      { type: 'PanelReviewer', id: reviewer, version: 1 },
      ...(personId ? [{ type: 'Person', id: personId }] : []),
    ];
    emit('panel.reviewer-enlisted', objects, { areaCode, standing, position });
    return { reviewer };
  },
});

export const releaseReviewer = command({
  name: 'panel.release',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Take a reviewer out of the pool', zh: '评议员出库' },
  description: {
    en: 'From today on the reviewer is not drawn any more; panels already drawn keep their members.',
    zh: '自今日起不再参与抽取；已抽取的评议会成员不变。',
  },
  on: onReviewer,
  input: z.object({}),
  result: z.object({ reviewer: ref('PanelReviewer') }),
  acts: ['panel.reviewer-released'],
  reasonRequired: true,
  errors: ['panel.reviewer_released'],
  async handler(tx, _input, { emit, target, today }) {
    if (target.valid_to !== null && target.valid_to <= today) {
      throw refuse('panel.reviewer_released');
    }
    const { version } = await tx
      .updateTable('panel_reviewer')
      .set({ valid_to: today })
      .where('institution_id', '=', target.institution_id)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const { area_code: areaCode } = target;
    emit('panel.reviewer-released', [{ type: 'PanelReviewer', id: target.id, version }], {
      areaCode,
    });
    return { reviewer: target.id };
  },
});

const SEALED = {
  name: 'name_cipher',
  mobile: 'mobile_cipher',
  idNumber: 'id_number_cipher',
} as const;
type Field = keyof typeof SEALED;

export const revealReviewer = command({
  name: 'panel.reveal-reviewer',
  permission: 'panel.reveal-reviewer',
  scope: 'references',
  title: { en: 'Reveal a villager of the pool', zh: '查看评议员明文' },
  description: {
    en: 'Clear name and numbers of a villager, to be invited. The reason is the purpose; who saw whose, when and why stays on record.',
    zh: '返回村民评议员的姓名与号码明文，用于通知参会。须说明用途；何人何时因何查看均留痕。',
  },
  on: onReviewer,
  input: z.object({}),
  result: z.object({
    reviewer: ref('PanelReviewer'),
    name: z.string().optional(),
    mobile: z.string().optional(),
    idNumber: z.string().optional(),
  }),
  acts: ['panel.reviewer-revealed', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: ['privacy.reveal_blocked'],
  async handler(tx, _input, { actor, emit, now, target, today, vault }) {
    const clear: Partial<Record<Field, string>> = {};
    for (const [field, column] of Object.entries(SEALED) as [Field, (typeof SEALED)[Field]][]) {
      const sealed = target[column];
      if (sealed === null) continue;
      clear[field] = await vault.open(tx, actor.institutionId, placeOf(target.id, column), sealed);
    }
    const object = { type: 'PanelReviewer', id: target.id } as const;
    const values = Object.keys(clear).length;
    await countReading(tx, { actor, values, now, today, emit, object });
    emit('panel.reviewer-revealed', [{ type: 'PanelReviewer', id: target.id }], {
      fields: Object.keys(clear),
    });
    return { reviewer: target.id, ...clear };
  },
});
