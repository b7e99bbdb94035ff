/** Products as rows: drafts read in with all that is wrong, published ones kept parsed. */
import type { Selectable } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { DB } from '../../generated/database.ts';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type LoanProduct, parseProduct } from './content.ts';
import { withLists } from './investigation.ts';
import { productProblems } from './product-problems.ts';

export type ProductTarget = Selectable<DB['loan_product']>;
export const onProduct = { noun: 'LoanProduct', table: 'loan_product' } as const;

/** A product with the edition it stands in; `id` is the row's. */
export type ProductEdition = LoanProduct & { readonly id: string; readonly edition: number };

export function mustBeDraft({ status }: Pick<ProductTarget, 'status'>): void {
  if (status !== 'DRAFT') throw refuse('loan-product.not_draft');
}

const MOST_PROBLEMS = 100;
const CACHED_PRODUCTS = 200;

/** Of published editions only: those never change. */
const parsed = new LRUCache<string, ProductEdition>({ max: CACHED_PRODUCTS });

type ProductRow = { id: string; edition: number; content: unknown };

/** What a row holds; it was read once before it was stored. */
export function productOf({ content }: Pick<ProductRow, 'content'>): LoanProduct {
  const read = parseProduct(content);
  if (!read.ok) throw new Error('a stored loan product does not parse');
  return read.product;
}

function editionOf(row: ProductRow): ProductEdition {
  const { id, edition } = row;
  const known = parsed.get(id) ?? { ...productOf(row), id, edition };
  parsed.set(id, known);
  return known;
}

/** A draft's content, or the refusal that names every fault of its shape. */
export function readDraft(content: unknown): LoanProduct {
  const read = parseProduct(content);
  if (read.ok) return withListsOf(read.product);
  const paths = read.paths.map((path) => ['content', ...path]).slice(0, MOST_PROBLEMS);
  throw refuse('loan-product.malformed', { path: paths[0] ?? ['content'], details: { paths } });
}

const withListsOf = (product: LoanProduct): LoanProduct =>
  product.investigation ? { ...product, investigation: withLists(product.investigation) } : product;

/** Refuses a product that may not be published from a day on, with all its problems. */
export function requireSound(product: LoanProduct, validFrom: string): void {
  const problems = productProblems(product, validFrom).slice(0, MOST_PROBLEMS);
  const [first] = problems;
  if (!first) return;
  const path = ['content', ...first.path];
  const details = { problems: problems.map((each) => ({ ...each, path: [...each.path] })) };
  throw refuse('loan-product.invalid', { path, details });
}

export type ProductWanted = { institutionId: string; code: string; today: string };

/** Without its content, which is long and mostly known already. */
const offeredOn = kept((db, of: Given<ProductWanted>) =>
  db
    .selectFrom('loan_product')
    .select('id')
    .where('institution_id', '=', of.institutionId)
    .where('code', '=', of.code)
    .where('valid_from', '<=', of.today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', of.today)])),
);

/** The edition of a product offered on a day, if any; the database lets no two be. */
export async function productInForce(
  db: Db | Tx,
  wanted: ProductWanted,
): Promise<ProductEdition | undefined> {
  const [offered] = await offeredOn(db, wanted);
  if (!offered) return undefined;
  return productEdition(db, { institutionId: wanted.institutionId, id: offered.id });
}

/** A published edition by its key: what a loan's terms were judged by. */
export async function productEdition(
  db: Db | Tx,
  { institutionId, id }: { institutionId: string; id: string },
): Promise<ProductEdition | undefined> {
  const known = parsed.get(id);
  if (known) return known;
  const row = await (db as Db)
    .selectFrom('loan_product')
    .select(['id', 'edition', 'content'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .where('valid_from', 'is not', null)
    .executeTakeFirst();
  return row && editionOf(row);
}
