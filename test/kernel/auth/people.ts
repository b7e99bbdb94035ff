import pg from 'pg';
import { newId } from '../../../src/kernel/ids.ts';
import { ISSUER } from './signing.ts';

type Teardown = { teardown(end: () => Promise<void>): void };

export type People = {
  owner: pg.Pool;
  institutionId: string;
  roleId: string;
  /** Adds a person with a login of this subject who holds the role from `validFrom` on. */
  add(subject: string, period?: { validFrom?: string; validTo?: string | null }): Promise<string>;
};

/** A bank with one role, made as the owner of the tables. */
export async function foundBank(t: Teardown, ownerUrl: string): Promise<People> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  t.teardown(() => owner.end());
  const [institutionId, roleId] = [newId(), newId()];
  await owner.query(
    `insert into institution (institution_id, kind, code, name, area_code)
     values ($1, 'BANK', 'QJ-RCB', '潜江农商行', '429005')`,
    [institutionId],
  );
  await owner.query(
    `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind,
       approval_limit_fen)
     values ($1, $2, 'AUDITOR', 'Auditor', '审计员', '{journal.read,grid.read}', 'INSTITUTION', 500)`,
    [institutionId, roleId],
  );
  const add: People['add'] = async (subject, { validFrom = '2020-01-01', validTo = null } = {}) => {
    const personId = newId();
    await owner.query(
      'insert into person (institution_id, id, code, name) values ($1, $2, $3, $4)',
      [institutionId, personId, `p-${personId}`, '张三'],
    );
    await owner.query(
      'insert into login (issuer, subject, institution_id, person_id) values ($1, $2, $3, $4)',
      [ISSUER, subject, institutionId, personId],
    );
    await owner.query(
      `insert into appointment (institution_id, id, person_id, role_id, valid_from, valid_to)
       values ($1, $2, $3, $4, $5, $6)`,
      [institutionId, newId(), personId, roleId, validFrom, validTo],
    );
    return personId;
  };
  return { owner, institutionId, roleId, add };
}
