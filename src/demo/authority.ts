import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuthorityLevel } from '../modules/credit-authority/index.ts';
import { type DefaultRole, EVERYBODY } from '../modules/institutions/default-role.ts';
import { CUSTOMERS } from '../modules/institutions/duties.ts';
import { json, type Row } from './copy.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { PRODUCTS_FROM } from './products.ts';
import { ID_STREAMS } from './setting.ts';

const COMMITTEE = [
  ...EVERYBODY,
  ...CUSTOMERS,
  'loan.approve',
  'loan-change.decide',
  'loan.read-findings',
];

/** Roles of the demo's bank beside those every bank begins with. */
export const committeeRoles: readonly DefaultRole[] = [
  {
    code: 'COMMITTEE_CHAIR',
    nameEn: 'Chair of the credit committee',
    nameZh: '贷审会主任委员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: [...COMMITTEE, 'loan.return'],
  },
  {
    code: 'COMMITTEE_MEMBER',
    nameEn: 'Member of the credit committee',
    nameZh: '贷审会委员',
    scopeKind: 'INSTITUTION',
    approvalLimitFen: 0n,
    permissions: COMMITTEE,
  },
];

/** What one person may grant alone; above, the committee decides. */
export const ONE_PERSON_FEN = 15_000_000n;
const ONE_PERSON_YUAN = String(ONE_PERSON_FEN / 100n);

const approver: AuthorityLevel = {
  code: 'APPROVER',
  name: { en: 'Approver within the own limit', zh: '有权审批人' },
  roles: [],
  seats: 1,
  votesFor: 1,
  quorum: 1,
  vetoRoles: [],
  withinOwnLimit: true,
};

const committee: AuthorityLevel = {
  code: 'COMMITTEE',
  name: { en: 'Credit committee', zh: '贷款审查委员会' },
  roles: ['COMMITTEE_CHAIR', 'COMMITTEE_MEMBER'],
  seats: 5,
  votesFor: 3,
  quorum: 4,
  vetoRoles: ['COMMITTEE_CHAIR'],
  withinOwnLimit: false,
};

const ANY = { products: [], guarantees: [], grades: [], outletLevels: [] };

/** The rule that loans up to `ONE_PERSON_FEN` fall under. */
export const smallRule = { code: 'SMALL', ...ANY, upTo: ONE_PERSON_YUAN, levels: [approver] };
const CONTENT = { rules: [smallRule, { code: 'LARGE', ...ANY, levels: [committee] }] };

export type DemoMatrix = { id: string; code: string; setBy: string; row: Row };

/** The authority matrix of the demo's bank, in force since it has offered loans. */
export function demoMatrix({ setting, institutions, staff }: DemoWorld): DemoMatrix {
  const setBy = staff.byCode.get('administrator')?.id;
  if (!setBy) throw new Error('the demo has no administrator');
  const id = idsOf(setting, ID_STREAMS.matrices)();
  const code = 'QJ_CREDIT';
  const row = {
    institution_id: institutions.bank.id,
    id,
    code,
    legal_basis: '董事会信贷授权书（演示）',
    content: json(CONTENT),
    valid_from: PRODUCTS_FROM,
    set_by: setBy,
  };
  return { id, code, setBy, row };
}

/** What the command would have written of it. */
export function tellMatrix(book: FactBook, { id, code, setBy }: DemoMatrix): void {
  book.add({
    act: 'authority-matrix.set',
    objects: [{ type: 'AuthorityMatrix', id, version: 1 }],
    data: {
      code,
      validFrom: PRODUCTS_FROM,
      rules: CONTENT.rules.length,
      contentSha256: hash('sha256', canonicalize(CONTENT) ?? ''),
    },
    at: atWork(PRODUCTS_FROM, 0.5),
    by: setBy,
  });
}
