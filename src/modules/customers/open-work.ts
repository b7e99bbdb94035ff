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

listOpenWork({
  kind: 'CUSTOMER_MOVES',
  en: 'Customers proposed to move out of or into the grid',
  zh: '待确认的客户转出、转入',
  async count(tx, { institutionId, gridId }) {
    const { count } = await tx
      .selectFrom('customer_move')
      .select((row) => row.fn.countAll<bigint>().as('count'))
      .where('institution_id', '=', institutionId)
      .where('status', '=', 'PROPOSED')
      .where((or) => or.or([or('from_grid_id', '=', gridId), or('to_grid_id', '=', gridId)]))
      .executeTakeFirstOrThrow();
    return Number(count);
  },
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
