import { addDays } from '../kernel/dates.ts';
import { FEWEST_SHOWN } from '../modules/coverage/index.ts';
import { type Term, termsDigest, type View, viewsOf } from '../modules/sharing/index.ts';
import { json, type Row } from './copy.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { ID_STREAMS, openedOn } from './setting.ts';

const DAYS_IN_FORCE = 60;
const DAYS_LEFT = 305;
/** The paper of an agreement of the demo is nowhere. */
const NO_PAPER = '0'.repeat(64);

/** What the county's governance office pulls: grids and who serves them, and nobody's file. */
const TERMS: readonly Term[] = [
  {
    act: 'grid.opened',
    objects: ['Grid'],
    shown: ['code', 'level', 'class', 'kind', 'areaCode'],
    masked: ['validFrom'],
  },
  { act: 'grid.renamed', objects: ['Grid'], shown: ['from', 'to'], masked: [] },
  {
    act: 'assignment.begun',
    objects: ['Grid', 'Assignment'],
    shown: ['role', 'validFrom'],
    masked: ['validTo'],
  },
  {
    act: 'assignment.ended',
    objects: ['Grid', 'Assignment'],
    shown: ['role', 'validTo'],
    masked: [],
  },
  { act: 'notice.opened', objects: ['Notice'], shown: ['entries', 'closesOn'], masked: [] },
  {
    act: 'credit-area.named',
    objects: ['CreditArea'],
    shown: ['level', 'areaCode', 'validFrom', 'validTo'],
    masked: [],
  },
];

type Signed = { row: Row; by: { drafter: string; approver: string }; on: string; sha256: string };

/** One agreement between the bank and the county's governance office, in force today. */
export function agreementOf({ institutions, staff, county, setting }: DemoWorld): Signed {
  const idOf = (code: string): string => {
    const member = staff.byCode.get(code);
    if (!member) throw new Error(`the demo has no ${code}`);
    return member.id;
  };
  const [drafter, approver] = [idOf('data.protection.officer'), idOf('administrator')];
  const on = addDays(setting.today, -DAYS_IN_FORCE);
  const agreed = {
    code: 'QJ-GOV-GRIDS',
    body_code: institutions.government.code,
    body_name: institutions.government.name,
    client_id: idOf('government.platform'),
    purpose: '基层治理与金融网格协同：掌握网格划分与人员任岗变动（演示）',
    legal_basis: '不涉及个人信息；依双方签署的数据共享协议（演示）',
    grade: 'FACTS',
    area_codes: [county.code],
    terms: [...TERMS],
    views: demoViews(),
    facts_from: openedOn(setting),
    valid_from: on,
    valid_to: addDays(setting.today, DAYS_LEFT),
    assessment_sha256: null,
  };
  const sha256 = termsDigest(agreed);
  const row = {
    institution_id: institutions.bank.id,
    id: idsOf(setting, ID_STREAMS.agreements)(),
    // Drafted, proposed, approved.
    version: 3,
    ...agreed,
    terms: json(agreed.terms),
    views: json(agreed.views),
    terms_sha256: sha256,
    signed_sha256: NO_PAPER,
    status: 'APPROVED',
    written_by: [drafter],
    drafted_by: drafter,
    proposed_by: drafter,
    proposed_at: atWork(on, 0.2),
    approved_by: approver,
    approved_at: atWork(on, 0.4),
  };
  return { row, by: { drafter, approver }, on, sha256 };
}

function demoViews(): View[] {
  const found = viewsOf({ grade: 'FACTS', terms: TERMS, fewest: FEWEST_SHOWN });
  if ('fault' in found) throw new Error(`the demo agrees on ${found.fault.code}`);
  return found.views;
}

/** What the commands would have written of it. */
export function tellAgreement(book: FactBook, { row, by, on, sha256 }: Signed): void {
  const objects = (version: number) => [{ type: 'DataAgreement', id: String(row.id), version }];
  const fact = {
    code: String(row.code),
    body: String(row.body_code),
    grade: String(row.grade),
    areaCodes: row.area_codes as string[],
    acts: TERMS.map(({ act }) => act),
    validFrom: String(row.valid_from),
    validTo: String(row.valid_to),
  };
  book.add({
    act: 'data-agreement.drafted',
    objects: objects(1),
    data: fact,
    at: atWork(on, 0.1),
    by: by.drafter,
  });
  book.add({
    act: 'data-agreement.proposed',
    objects: objects(2),
    data: { termsSha256: sha256 },
    at: atWork(on, 0.2),
    by: by.drafter,
  });
  book.add({
    act: 'data-agreement.approved',
    objects: objects(3),
    data: { termsSha256: sha256, signedSha256: NO_PAPER },
    at: atWork(on, 0.4),
    by: by.approver,
  });
}
