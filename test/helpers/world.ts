import type pg from 'pg';
import { CustomerKind } from '../../src/generated/enums.ts';
import { newId } from '../../src/kernel/ids.ts';
import { newDataKey } from '../../src/kernel/vault/vault.ts';
import {
  BANK_ROLES,
  type DefaultRole,
  OPERATOR_ROLES,
} from '../../src/modules/institutions/index.ts';
import { productColumns } from '../../src/modules/products/commands/draft.ts';
import { samplePrimeRates, sampleProducts } from '../../src/modules/products/samples.ts';
import { sampleFormOf } from '../../src/modules/profiles/sample-forms.ts';

/** The people tests act as: subject of the login = code. */
export type World = {
  /** The bank `JT-BANK`, which asks what the sample forms ask and offers the sample products: its people are `<role code in lower case>`, e.g. `grid_officer`. */
  bankId: string;
  /** A second bank with an administrator `other.administrator`, for tenancy tests; it has no forms and no products. */
  otherBankId: string;
  operatorId: string;
  /** Person ids of the first bank by code. */
  people: Readonly<Record<string, string>>;
  outletId: string;
  /** Of everybody's login. */
  issuer: string;
};

/** Who issues the tokens of tests. */
export const TEST_ISSUER = 'urn:jingtian:test';
const COUNTY = '429005';

type Founded = { people: Record<string, string>; id: string; outletId: string };

/** Tells worlds on one database apart: by what their codes begin with, and by their issuer. */
export type Apart = { codes: string; issuer: string };
const ALONE: Apart = { codes: '', issuer: TEST_ISSUER };

/** Two banks and an operator, each with one person per default role. */
export async function foundInstitution(
  owner: pg.Pool,
  key: Buffer,
  { codes, issuer }: Apart = ALONE,
): Promise<World> {
  const bank = await found(owner, key, {
    code: `${codes}JT-BANK`,
    kind: 'BANK',
    prefix: '',
    roles: BANK_ROLES,
    issuer,
  });
  await publishForms(owner, bank);
  await publishProducts(owner, bank);
  const other = await found(owner, key, {
    code: `${codes}OTHER-BANK`,
    kind: 'BANK',
    prefix: 'other.',
    roles: BANK_ROLES,
    issuer,
  });
  const operator = await found(owner, key, {
    code: `${codes}OPERATOR`,
    kind: 'OPERATOR',
    prefix: '',
    roles: OPERATOR_ROLES,
    issuer,
  });
  return {
    bankId: bank.id,
    otherBankId: other.id,
    operatorId: operator.id,
    people: bank.people,
    outletId: bank.outletId,
    issuer,
  };
}

type Plan = {
  code: string;
  kind: string;
  prefix: string;
  roles: readonly DefaultRole[];
  issuer: string;
};

async function found(owner: pg.Pool, key: Buffer, plan: Plan): Promise<Founded> {
  const id = newId();
  await owner.query(
    `insert into institution (institution_id, code, kind, name, area_code) values ($1, $2, $3, $2, $4)`,
    [id, plan.code, plan.kind, COUNTY],
  );
  const { row } = newDataKey(key, id);
  await owner.query('insert into data_key (institution_id, id, wrapped) values ($1, $2, $3)', [
    row.institution_id,
    row.id,
    row.wrapped,
  ]);
  const outletId = newId();
  await owner.query(
    `insert into outlet (institution_id, id, code, name, level, area_codes) values ($1, $2, 'HEAD', 'Head office', 'HEAD_OFFICE', $3)`,
    [id, outletId, [COUNTY]],
  );
  const people: Record<string, string> = {};
  for (const role of plan.roles) {
    const code = `${plan.prefix}${role.code.toLowerCase().replaceAll('_', '.')}`;
    const { issuer } = plan;
    people[code] = await appoint(owner, { institution: id, code, role, outletId, issuer });
  }
  return { id, people, outletId };
}

type Appointed = {
  institution: string;
  code: string;
  role: DefaultRole;
  outletId: string;
  issuer: string;
};

async function appoint(owner: pg.Pool, { institution, code, role, outletId, issuer }: Appointed) {
  const roleId = newId();
  const personId = newId();
  await owner.query(
    `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind, approval_limit_fen)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      institution,
      roleId,
      role.code,
      role.nameEn,
      role.nameZh,
      role.permissions,
      role.scopeKind,
      role.approvalLimitFen,
    ],
  );
  await owner.query('insert into person (institution_id, id, code, name) values ($1, $2, $3, $4)', [
    institution,
    personId,
    code,
    role.nameZh,
  ]);
  await owner.query(
    'insert into login (issuer, subject, institution_id, person_id) values ($1, $2, $3, $4)',
    [issuer, code, institution, personId],
  );
  await owner.query(
    `insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     values ($1, $2, $3, $4, $5, '2020-01-01')`,
    [institution, newId(), personId, roleId, outletId],
  );
  return personId;
}

/** The sample forms, published before any test begins. */
async function publishForms(owner: pg.Pool, { id, people }: Founded): Promise<void> {
  for (const kind of CustomerKind) {
    const form = sampleFormOf(kind);
    await owner.query(
      `insert into profile_form (institution_id, id, code, edition, customer_kind, name_en, name_zh,
         sample, status, content, valid_from, drafted_by, published_by)
       values ($1, $2, $3, 1, $4, $5, $6, true, 'PUBLISHED', $7, '2020-01-01', $8, $8)`,
      [
        id,
        newId(),
        form.code,
        kind,
        form.label.en,
        form.label.zh,
        JSON.stringify(form),
        people.administrator,
      ],
    );
  }
}

const PRODUCTS_FROM = '2024-07-01';

/** The sample products, and the prime rates floating ones follow. */
async function publishProducts(owner: pg.Pool, { id, people }: Founded): Promise<void> {
  for (const product of sampleProducts) {
    const columns = productColumns(product);
    await owner.query(
      `insert into loan_product (institution_id, id, code, edition, name_en, name_zh, sample,
         status, content, valid_from, drafted_by, published_by)
       values ($1, $2, $3, 1, $4, $5, true, 'PUBLISHED', $6, $7, $8, $8)`,
      [
        id,
        newId(),
        columns.code,
        columns.name_en,
        columns.name_zh,
        columns.content,
        PRODUCTS_FROM,
        people.administrator,
      ],
    );
  }
  for (const { publishedOn, ...rates } of samplePrimeRates) {
    for (const [tenor, rate] of Object.entries(rates)) {
      await owner.query(
        `insert into prime_rate (institution_id, id, tenor, published_on, rate, recorded_by)
         values ($1, $2, $3, $4, $5, $6)`,
        [id, newId(), tenor, publishedOn, rate, people.administrator],
      );
    }
  }
}
