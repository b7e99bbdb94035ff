import { inputPlace } from '../../../src/kernel/commands/approval-policy.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createVault } from '../../../src/kernel/vault/vault.ts';
import { TEST_KEY, type TestApp, testApp } from '../../helpers/app.ts';

export type Answer = { status: number; body: { approval: { id: string } } };

/** Sends a command to its own endpoint, where a waiting one answers 202. */
export function post(app: TestApp, person: string, url: string, given: object = {}) {
  const { headers, ...payload } = given as { headers?: Record<string, string> };
  return app.as(person).rest({
    method: 'POST',
    url,
    headers: { 'idempotency-key': newId(), 'if-match': '*', ...headers },
    payload,
  });
}

export const openOutlet = (app: TestApp, code: string, headers = {}) =>
  post(app, 'administrator', '/v1/outlets/open', {
    headers,
    code,
    name: '城关支行',
    level: 'FIRST_BRANCH',
    parentId: `outlet_${app.world.outletId}`,
  });

export const waiting = ({ body }: Answer): string => body.approval.id;

export const approve = (app: TestApp, person: string, id: string, headers = {}) =>
  post(app, person, `/v1/approval-requests/${id}/approve`, { headers });

export const outletsOf = async (app: TestApp, code: string): Promise<number> =>
  (await app.owner('select 1 from outlet where code = $1', [code])).length;

export const factsAbout = (app: TestApp, text: string) =>
  app.owner<{ act: string; person: string; reason: string | null; data: Record<string, string> }>(
    `select leaf ->> 'act' as act, leaf -> 'actor' ->> 'person' as person,
       (select reason from journal_reason where id = (leaf ->> 'id')::uuid) as reason, leaf -> 'data' as data
     from (select id, convert_from(leaf, 'UTF8')::jsonb as leaf from journal_entry) entries
     where leaf::text like '%' || $1 || '%' order by id`,
    [text],
  );

/** Replaces what the newest request holds by an input that was good once. */
export async function storeInput(app: TestApp, input: object): Promise<void> {
  const vault = createVault(TEST_KEY);
  const institutionId = app.world.bankId;
  const [{ id } = { id: '' }] = await app.owner<{ id: string }>(
    'select id from approval_request order by id desc limit 1',
  );
  const stored = JSON.stringify({ input, ifMatch: null });
  const sealed = await app.database.transact({ institutionId }, async (tx) => ({
    value: await vault.seal(tx, institutionId, inputPlace(id), stored),
  }));
  await app.owner('update approval_request set input_cipher = $2 where id = $1', [id, sealed]);
}

/** The grid manager may open outlets here, too, and sees the whole bank, so that there is a checker. */
export async function foundMakers(t: Parameters<typeof testApp>[0]): Promise<TestApp> {
  const app = await testApp(t);
  await app.owner(
    `update role set permissions = permissions || '{outlet.manage,role.manage}',
       scope_kind = 'INSTITUTION' where code = 'GRID_MANAGER'`,
  );
  await app.as('administrator').command('approval.set-policy', { command: 'outlet.open' });
  return app;
}
