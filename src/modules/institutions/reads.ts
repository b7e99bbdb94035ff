import { z } from 'zod';
import type { Pipeline } from '../../kernel/db/index.ts';
import { read } from '../../kernel/queries/read.ts';
import { rolesOf } from './roles.ts';
import { shippedChanges } from './shipped.ts';

const COST = 50;

/** What an upgrade of the program offers that nobody in the institution has decided about. */
const roleChanges = read({
  name: 'role.shipped-changes',
  permission: 'role.manage',
  scope: 'institution',
  title: { en: 'Permissions new with this version', zh: '新版本新增权限' },
  input: z.object({}),
  cost: COST,
  async run(db, _input, { actor }) {
    const held = await db
      .selectFrom('role')
      .select(['code', 'permissions', 'offered'])
      .where('institution_id', '=', actor.institutionId)
      .orderBy('code')
      .execute();
    return { roles: shippedChanges(rolesOf(actor.institutionKind), held) };
  },
});

export const institutionReads = [roleChanges];

const KINDS = ['BANK', 'GOVERNMENT', 'REGULATOR', 'OPERATOR'];

/** Every role this version ships, by kind of institution and code. */
const SHIPPED = JSON.stringify(
  Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      Object.fromEntries(rolesOf(kind).map(({ code, permissions }) => [code, permissions])),
    ]),
  ),
);

/** In how many institutions somebody has yet to decide about permissions this version offers. */
export async function institutionsBehind(pipeline: Pick<Pipeline, 'run'>): Promise<number> {
  const statement = { text: 'select roles_behind($1::jsonb) as behind', values: [SHIPPED] };
  const { rows } = await pipeline.run(statement);
  return Number((rows[0] as { behind: bigint }).behind);
}
