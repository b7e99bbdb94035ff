import { z } from 'zod';
import { SharingGrade } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { FEWEST_SHOWN } from '../../coverage/index.ts';
import { viewsOf } from '../rules.ts';

const MOST_TERMS = 50;
const MOST_NAMES = 20;
const MOST_AREAS = 50;

const names = (form: RegExp) => z.array(pattern(form, 64)).max(MOST_NAMES).default([]);

const term = z.object({
  act: pattern(/^[a-z-]{1,31}\.[a-z-]{1,31}$/, 63).describe('Kind of fact. 事实类别'),
  objects: names(/^[A-Z][A-Za-z]{0,63}$/).describe('Types of objects it names. 展示的对象类型'),
  shown: names(/^[a-z][A-Za-z0-9]{0,63}$/).describe('Members shown as they are. 原值展示的数据项'),
  masked: names(/^[a-z][A-Za-z0-9]{0,63}$/).describe('Members shown masked. 脱敏展示的数据项'),
});

const content = z.object({
  bodyCode: pattern(/^[A-Z0-9][A-Z0-9_-]{0,63}$/, 64).describe(
    'The recipient, as consents name it. 接收方代码',
  ),
  bodyName: classed('C1', text(128)).describe('What the body is called. 接收方名称'),
  clientId: id('Person').describe('The machine that pulls for the body. 调用方'),
  purpose: text(500).describe('What for. 共享目的'),
  legalBasis: text(500).describe('By which law or rule. 法律依据'),
  grade: enumeration('SharingGrade', SharingGrade),
  areaCodes: z
    .array(pattern(/^\d{2,12}$/, 12))
    .min(1)
    .max(MOST_AREAS)
    .describe('Divisions whose facts are shown. 地域范围'),
  terms: z.array(term).min(1).max(MOST_TERMS),
  factsFrom: date()
    .optional()
    .describe('Facts of this day and later; of the first day. 事实起始日'),
  validFrom: date(),
  validTo: date().describe('Not included. 失效日（不含）'),
  assessmentSha256: pattern(/^[0-9a-f]{64}$/, 64).optional(),
});
type Content = z.output<typeof content>;

const errors = [
  'data-agreement.fact_not_shareable',
  'data-agreement.fact_twice',
  'data-agreement.object_not_shareable',
  'data-agreement.member_unknown',
  'data-agreement.grade_unfit',
  'data-agreement.client_unfit',
  'data-agreement.area_unknown',
  'data-agreement.period',
  'data-agreement.assessment_required',
];

export const draftAgreement = command({
  name: 'data-agreement.draft',
  permission: 'data-agreement.manage',
  scope: 'institution',
  title: { en: 'Draft a data-sharing agreement', zh: '起草数据共享协议' },
  description: {
    en: 'What a government body may pull: which kinds of facts, which of their objects and members, how much of each, of which divisions, for what and until when. Shows nobody anything until a second person has approved it.',
    zh: '约定政府部门可拉取的事实类别、对象与数据项、脱敏程度、地域、目的与期限。未经第二人批准不产生任何共享。',
  },
  input: content.extend({ code: pattern(/^[A-Z0-9][A-Z0-9-]{1,31}$/, 32) }),
  result: z.object({ agreement: ref('DataAgreement') }),
  acts: ['data-agreement.drafted'],
  errors: [...errors, 'data-agreement.code_taken'],
  async handler(tx, { code, ...given }, { actor, emit, today }) {
    const columns = await columnsOf(tx, given, { actor, today });
    const agreement = newId();
    await tx
      .insertInto('data_agreement')
      .values({
        institution_id: actor.institutionId,
        id: agreement,
        code,
        ...columns,
        written_by: [actor.personId],
        drafted_by: actor.personId,
      })
      .execute();
    emit('data-agreement.drafted', [{ type: 'DataAgreement', id: agreement, version: 1 }], {
      code,
      ...factOf(given),
    });
    return { agreement };
  },
});

export const reviseAgreement = command({
  name: 'data-agreement.revise',
  permission: 'data-agreement.manage',
  scope: 'institution',
  title: { en: 'Revise a draft', zh: '修改数据共享协议草稿' },
  description: {
    en: 'Replaces everything but the code. Whoever revises has written on it, and does not approve it.',
    zh: '整体替换草稿内容（编号除外）；修改人视为起草人之一，不得审批。',
  },
  on: { noun: 'DataAgreement', table: 'data_agreement' },
  input: content,
  result: z.object({ agreement: ref('DataAgreement') }),
  acts: ['data-agreement.revised'],
  errors: [...errors, 'data-agreement.not_draft'],
  async handler(tx, given, { actor, target, emit, today }) {
    if (target.status !== 'DRAFT') throw refuse('data-agreement.not_draft');
    const columns = await columnsOf(tx, given, { actor, today });
    await tx
      .updateTable('data_agreement')
      .set({ ...columns, written_by: [...new Set([...target.written_by, actor.personId])] })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    const objects = [{ type: 'DataAgreement', id: target.id, version: target.version + 1 }];
    emit('data-agreement.revised', objects, factOf(given));
    return { agreement: target.id };
  },
});

const factOf = ({ bodyCode, grade, areaCodes, terms, validFrom, validTo }: Content) => ({
  body: bodyCode,
  grade,
  areaCodes,
  acts: terms.map(({ act }) => act),
  validFrom,
  validTo,
});

type Setting = { actor: Actor; today: string };

async function columnsOf(tx: Tx, given: Content, { actor, today }: Setting) {
  const { grade, terms, factsFrom = given.validFrom } = given;
  const found = viewsOf({ grade, terms, fewest: FEWEST_SHOWN });
  if ('fault' in found) throw refuse(found.fault.code, { path: found.fault.path });
  if (given.validTo <= given.validFrom || factsFrom > given.validFrom) {
    throw refuse('data-agreement.period', { path: ['validTo'] });
  }
  if (grade === 'PERSONS' && !given.assessmentSha256) {
    throw refuse('data-agreement.assessment_required', { path: ['assessmentSha256'] });
  }
  await mustBeMachine(tx, actor.institutionId, given.clientId);
  await mustBeAreas(tx, given.areaCodes, today);
  return {
    body_code: given.bodyCode,
    body_name: given.bodyName,
    client_id: given.clientId,
    purpose: given.purpose,
    legal_basis: given.legalBasis,
    grade,
    area_codes: [...new Set(given.areaCodes)].sort(),
    terms: JSON.stringify(terms),
    views: JSON.stringify(found.views),
    facts_from: factsFrom,
    valid_from: given.validFrom,
    valid_to: given.validTo,
    assessment_sha256: given.assessmentSha256 ?? null,
  };
}

/** Nobody's own login pulls in bulk: what acts for a body is a machine that this bank registered. */
async function mustBeMachine(tx: Tx, institutionId: string, clientId: string): Promise<void> {
  const client = await tx
    .selectFrom('person')
    .select(['kind', 'status'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', clientId)
    .executeTakeFirstOrThrow();
  if (client.kind !== 'SYSTEM' || client.status !== 'ACTIVE') {
    throw refuse('data-agreement.client_unfit', { path: ['clientId'] });
  }
}

async function mustBeAreas(tx: Tx, codes: readonly string[], today: string): Promise<void> {
  const rows = await tx
    .selectFrom('area')
    .select('code')
    .where('code', 'in', [...codes])
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .execute();
  const known = new Set(rows.map(({ code }) => code));
  const strange = codes.findIndex((code) => !known.has(code));
  if (strange >= 0) throw refuse('data-agreement.area_unknown', { path: ['areaCodes', strange] });
}
