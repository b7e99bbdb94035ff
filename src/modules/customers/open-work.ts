import type { Tx } from '../../kernel/db/index.ts';
import { type GridKey, listOpenWork } from '../staff/index.ts';

type Party = 'HOUSEHOLD' | 'SOLE_TRADER' | 'ORGANISATION';

const inGrid = (tx: Tx, { institutionId, gridId }: GridKey) =>
  tx
    .selectFrom('customer')
    .select((row) => row.fn.countAll<bigint>().as('count'))
    .where('institution_id', '=', institutionId)
    .where('grid_id', '=', gridId)
    .where('status', '=', 'ACTIVE');

const counted = (party: Party) => async (tx: Tx, grid: GridKey) => {
  const { count } = await inGrid(tx, grid).where('party', '=', party).executeTakeFirstOrThrow();
  return Number(count);
};

listOpenWork({
  kind: 'HOUSEHOLDS',
  en: 'Households on file',
  zh: '建档户',
  count: counted('HOUSEHOLD'),
});

listOpenWork({
  kind: 'MERCHANTS',
  en: 'Merchants on file',
  zh: '建档商户',
  count: counted('SOLE_TRADER'),
});

listOpenWork({
  kind: 'ORGANISATIONS',
  en: 'Organisations on file',
  zh: '建档单位',
  count: counted('ORGANISATION'),
});

const WHOLE_PERCENT = 100;

listOpenWork({
  kind: 'INCOMPLETE_PROFILES',
  en: 'Profiles not yet complete',
  zh: '待完善档案',
  async count(tx, grid) {
    const { count } = await inGrid(tx, grid)
      .where('completeness', '<', WHOLE_PERCENT)
      .executeTakeFirstOrThrow();
    return Number(count);
  },
});
