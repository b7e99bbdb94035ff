import { sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { inScope } from '../../kernel/auth/actor.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';

/** Customers of a territory, in the order of its codes. */
export type Territory = {
  readonly institutionId: string;
  /** Prefix of territory codes: a county, a town, a village, a grid. */
  readonly prefix: string;
  readonly customerKind: string;
};

/** The place of a customer in that order: `<territory code>/<customer code>`. */
export const PLACE = /^[0-9A-Z]{2,32}\/[A-Z0-9-]{1,32}$/;

export type Chunk = { readonly after: string | undefined; readonly limit: number };

/** The files of the next active customers; in a command their rows are locked meanwhile. */
export async function nextFiles(db: Db | Tx, territory: Territory, { after, limit }: Chunk) {
  const [code = '', customer = ''] = after?.split('/') ?? [territory.prefix];
  return db
    .selectFrom('customer')
    .select(['id', 'version', 'code', 'area_code', 'territory_code'])
    .select(['screening', 'screening_reason'])
    .where('institution_id', '=', territory.institutionId)
    .where('territory_code', '<', `${territory.prefix}~`)
    .where(sql<boolean>`(territory_code, code) > (${code}, ${customer})`)
    .where('kind', '=', territory.customerKind)
    .where('status', '=', 'ACTIVE')
    .orderBy('territory_code')
    .orderBy('code')
    .limit(limit)
    .$if(db.isTransaction, (query) => query.forNoKeyUpdate())
    .execute();
}

export type CustomerFile = Awaited<ReturnType<typeof nextFiles>>[number];

/** The files of named customers, their rows locked in the order of a territory. */
export const listedFiles = (tx: Tx, institutionId: string, ids: readonly string[]) =>
  tx
    .selectFrom('customer')
    .select(['id', 'version', 'code', 'area_code', 'territory_code'])
    .select(['screening', 'screening_reason', 'kind', 'status'])
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .orderBy('territory_code')
    .orderBy('code')
    .forNoKeyUpdate()
    .execute();

export type ListedFile = Awaited<ReturnType<typeof listedFiles>>[number];

export const placeOf = (file: CustomerFile): string => `${file.territory_code}/${file.code}`;

type Where = { readonly areaCode?: string | undefined; readonly gridId?: string | undefined };

/** The territory an input names, within the caller's own. */
export async function prefixOf(db: Db | Tx, actor: Actor, where: Where): Promise<string> {
  if ((where.areaCode === undefined) === (where.gridId === undefined)) {
    throw refuse('rating.one_territory', { path: ['areaCode'] });
  }
  if (where.areaCode !== undefined) {
    if (!inScope(actor, where.areaCode)) throw refuse('object.not_found', { path: ['areaCode'] });
    return where.areaCode;
  }
  const { code } = await db
    .selectFrom('grid')
    .select('code')
    .where('institution_id', '=', actor.institutionId)
    .where('id', '=', where.gridId ?? '')
    .executeTakeFirstOrThrow();
  return code;
}
