import { contentOf } from '../modules/products/content.ts';
import type { ProductEdition } from '../modules/products/index.ts';
import { samplePrimeRates, sampleProducts } from '../modules/products/samples.ts';
import type { Row } from './copy.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { ID_STREAMS } from './setting.ts';

/** The sample products are offered from this day on. */
export const PRODUCTS_FROM = '2024-07-01';

/** The sample products as first editions of the demo's bank, by code. */
export type DemoProducts = ReadonlyMap<string, ProductEdition>;

export function demoProducts({ setting }: Pick<DemoWorld, 'setting'>): DemoProducts {
  const nextId = idsOf(setting, ID_STREAMS.products);
  return new Map(
    sampleProducts.map((product) => [product.code, { ...product, id: nextId(), edition: 1 }]),
  );
}

function administratorOf({ staff }: DemoWorld): string {
  const administrator = staff.byCode.get('administrator')?.id;
  if (!administrator) throw new Error('the demo has no administrator');
  return administrator;
}

/** Rows of the published products, loaded before the first loan. */
export function productRows(products: DemoProducts, world: DemoWorld): Row[] {
  const by = administratorOf(world);
  return [...products.values()].map(({ id, edition, ...product }) => ({
    institution_id: world.institutions.bank.id,
    id,
    code: product.code,
    edition,
    name_en: product.name.en,
    name_zh: product.name.zh,
    sample: product.sample,
    status: 'PUBLISHED',
    content: contentOf(product),
    valid_from: PRODUCTS_FROM,
    drafted_by: by,
    published_by: by,
  }));
}

/** The prime rates as published, which floating rates follow. */
export function primeRateRows(world: DemoWorld): Row[] {
  const nextId = idsOf(world.setting, ID_STREAMS.primeRates);
  const by = administratorOf(world);
  const { today } = world.setting;
  return samplePrimeRates
    .filter(({ publishedOn }) => publishedOn <= today)
    .flatMap(({ publishedOn, ...rates }) =>
      Object.entries(rates).map(([tenor, rate]) => ({
        institution_id: world.institutions.bank.id,
        id: nextId(),
        tenor,
        published_on: publishedOn,
        rate,
        recorded_by: by,
      })),
    );
}
