import { globalId, newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';

type Member = { code: string; role: string; limitYuan?: number };

/** A person with a login and a role that may approve, made for the occasion. */
export async function seat(app: TestApp, { code, role, limitYuan = 0 }: Member): Promise<string> {
  const bank = app.world.bankId;
  await app.owner(
    `insert into role (institution_id, id, code, name_en, name_zh, permissions, scope_kind,
       approval_limit_fen)
     select $1, $2, $3, $3, $3, permissions, 'INSTITUTION', $4 from role
     where institution_id = $1 and code = 'LOAN_APPROVER'
     on conflict (institution_id, code) do nothing`,
    [bank, newId(), role, limitYuan * 100],
  );
  const key = newId();
  await app.owner('insert into person (institution_id, id, code, name) values ($1, $2, $3, $4)', [
    bank,
    key,
    code,
    `人员${code}`,
  ]);
  await app.owner(
    `insert into login (issuer, subject, institution_id, person_id)
     values ($4, $3, $1, $2)`,
    [bank, key, code, app.world.issuer],
  );
  await app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, valid_from)
     select $1, $2, $3, id, '2020-01-01' from role where institution_id = $1 and code = $4`,
    [bank, newId(), key, role],
  );
  return globalId('Person', key);
}

type Level = Record<string, unknown>;

export const one = (code: string, role: string, more: Level = {}): Level => ({
  code,
  name: { en: code, zh: `${code}级` },
  roles: [role],
  seats: 1,
  votesFor: 1,
  quorum: 1,
  withinOwnLimit: false,
  ...more,
});

/** Three of five, a quorum of four, the chair with a veto. */
export const board = (more: Level = {}): Level => ({
  code: 'BOARD',
  name: { en: 'Credit committee', zh: '贷审会' },
  roles: ['MEMBER', 'CHAIR'],
  seats: 5,
  votesFor: 3,
  quorum: 4,
  vetoRoles: ['CHAIR'],
  withinOwnLimit: false,
  ...more,
});

export type Matrix = {
  code: string;
  validFrom?: string;
  rules: readonly Record<string, unknown>[];
};

/** Sends a matrix; the answer waits for a second person. */
export async function sendMatrix(app: TestApp, { code, validFrom = '2026-03-02', rules }: Matrix) {
  return app.as('administrator').rest({
    method: 'POST',
    url: '/v1/authority-matrices/set',
    headers: { 'idempotency-key': newId() },
    payload: { code, legalBasis: '董事会授权书', validFrom, content: { rules } },
  });
}

/** The second administrator, who confirms what the first one sets. */
export async function seatSecond(app: TestApp): Promise<void> {
  const known = await app.owner('select id from person where institution_id = $1 and code = $2', [
    app.world.bankId,
    SECOND,
  ]);
  if (known.length === 0) await seat(app, { code: SECOND, role: 'ADMINISTRATOR' });
}
export const SECOND = 'administrator.second';

/** A matrix that holds, confirmed by a second person. */
export async function setMatrix(app: TestApp, matrix: Matrix): Promise<void> {
  await seatSecond(app);
  const { body } = await sendMatrix(app, matrix);
  const confirm = { id: body.approval.id };
  await app.as(SECOND).command('approval.approve', confirm);
}
