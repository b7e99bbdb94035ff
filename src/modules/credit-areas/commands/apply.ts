import { z } from 'zod';
import { CreditLevel } from '../../../generated/enums.ts';
import { type Actor, inScope } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, id, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { levelOfArea } from '../rules.ts';
import {
  changeRow,
  creditObjects,
  judgeRow,
  onCreditArea,
  requireAllowed,
  shownFindings,
  unmet,
} from '../standing.ts';

const MOST_PAPERS = 10;
const result = z.object({ creditArea: ref('CreditArea') });

export const applyForStanding = command({
  name: 'credit-area.apply',
  permission: 'credit-area.apply',
  scope: 'references',
  title: { en: 'Apply for a credit standing', zh: '申报信用户（村、镇、县）' },
  description: {
    en: 'For a household, or for a village, town or county in the caller’s territory; with the papers that criteria ask for where no figure does.',
    zh: '为农户，或为辖内的村（社区）、镇（街道）、县申报；条件要求书面证明的，附证明材料摘要。',
  },
  input: z.object({
    level: enumeration('CreditLevel', CreditLevel),
    areaCode: pattern(/^\d{6}(\d{3}(\d{3})?)?$/, 12).optional(),
    customerId: id('Customer').optional(),
    attestations: z
      .array(
        z.object({
          code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
          evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
        }),
      )
      .max(MOST_PAPERS)
      .optional(),
  }),
  result,
  acts: ['credit-area.applied'],
  errors: ['credit-area.subject', 'credit-area.application_open'],
  async handler(tx, input, { actor, emit, today }) {
    const { level, areaCode, customerId, attestations = [] } = input;
    const place =
      level === 'HOUSEHOLD' && customerId && !areaCode
        ? await placeOfHousehold(tx, actor, customerId)
        : await placeOfArea(tx, input, { actor, today });
    const row = { id: newId(), customer_id: customerId ?? null };
    await tx
      .insertInto('credit_area')
      .values({
        institution_id: actor.institutionId,
        ...row,
        ...place,
        level,
        attestations: JSON.stringify(attestations),
        applied_by: actor.personId,
        applied_on: today,
      })
      .execute();
    emit('credit-area.applied', creditObjects(row, 1), {
      level,
      areaCode: place.area_code,
      attestations: attestations.map(({ code, evidenceSha256 }) => ({ code, evidenceSha256 })),
    });
    return { creditArea: row.id };
  },
});

type Place = { area_code: string; territory_code: string };

async function placeOfHousehold(tx: Tx, actor: Actor, customerId: string): Promise<Place> {
  const customer = await tx
    .selectFrom('customer')
    .select(['area_code', 'territory_code'])
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', customerId)
    .where('party', '=', 'HOUSEHOLD')
    .where('status', '=', 'ACTIVE')
    .executeTakeFirst();
  if (!customer) throw refuse('credit-area.subject', { path: ['customerId'] });
  return customer;
}

type Named = { level: string; areaCode?: string | undefined; customerId?: string | undefined };

async function placeOfArea(
  tx: Tx,
  { level, areaCode, customerId }: Named,
  { actor, today }: { actor: Actor; today: string },
): Promise<Place> {
  const path = ['areaCode'];
  if (!areaCode || customerId || levelOfArea(areaCode) !== level) {
    throw refuse('credit-area.subject', { path });
  }
  if (!inScope(actor, areaCode)) throw refuse('object.not_found', { path });
  const area = await tx
    .selectFrom('area')
    .select('code')
    .where('code', '=', areaCode)
    .where('valid_from', '<=', today)
    .where((or) => or.or([or('valid_to', 'is', null), or('valid_to', '>', today)]))
    .executeTakeFirst();
  if (!area) throw refuse('credit-area.subject', { path });
  return { area_code: areaCode, territory_code: areaCode };
}

export const selfCheck = command({
  name: 'credit-area.self-check',
  permission: 'credit-area.apply',
  scope: 'references',
  title: { en: 'Freeze the figures of an application', zh: '信用评定自查' },
  description: {
    en: 'Counts the live figures against the criteria of today and freezes both; an earlier inspection no longer counts.',
    zh: '按当日条件统计实时指标并冻结；此前的验收不再有效。',
  },
  on: onCreditArea,
  input: z.object({}),
  result: result.extend({ qualified: z.boolean(), unmet: z.array(z.string()) }),
  acts: ['credit-area.self-checked'],
  errors: ['credit-area.illegal_transition'],
  async handler(tx, _input, { actor, emit, target, today }) {
    const { code, rules } = await requireAllowed(tx, target, {
      action: 'self-check',
      actor,
      today,
    });
    const { findings, qualified } = await judgeRow(tx, target, { rules, day: today });
    await tx
      .insertInto('credit_check')
      .values({
        institution_id: actor.institutionId,
        id: newId(),
        credit_area_id: target.id,
        kind: 'SELF_CHECK',
        as_of: today,
        criteria: code,
        findings: JSON.stringify(shownFindings(findings)),
        qualified,
        made_by: actor.personId,
      })
      .execute();
    const version = await changeRow(tx, target, {
      status: 'SELF_CHECKED',
      qualified,
      checked_on: today,
      lead_inspector_id: null,
      second_inspector_id: null,
      inspection_passed: null,
    });
    const failed = unmet(findings);
    emit('credit-area.self-checked', creditObjects(target, version), {
      criteria: code,
      qualified,
      unmet: failed,
      // What a household earns and owes is told by the row, which can be erased.
      ...(target.customer_id
        ? {}
        : { figures: findings.map(({ code: criterion, value }) => ({ criterion, value })) }),
    });
    return { creditArea: target.id, qualified, unmet: failed };
  },
});
