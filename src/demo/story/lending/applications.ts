import { ONE_PERSON_FEN } from '../../authority.ts';
import type { Stage } from '../stage.ts';
import type { Asked, Security } from './asking.ts';
import { type Borrower, borrowersOf, neighboursOf } from './borrowers.ts';

const FEN_PER_THOUSAND_YUAN = 100_000n;
const yuan = (amount: number): bigint => BigInt(amount) * 100n;

/** As much as is asked for, or the line in whole thousands. */
function within({ lineFen }: Borrower, most: bigint): bigint {
  const fen = lineFen < most ? lineFen : most;
  return (fen / FEN_PER_THOUSAND_YUAN) * FEN_PER_THOUSAND_YUAN;
}

const FARMERS = ['HOUSEHOLD', 'LARGE_GROWER', 'FAMILY_FARM'] as const;
const FARM_LOANS = 3;
const RELIEF_LOANS = 2;
const SHOPS = 4;
const FARM_GUARANTORS = 2;

/** Applications of the story, by the product they are for. */
export type Applications = {
  farm: readonly Asked[];
  relief: readonly Asked[];
  line: Asked;
  guaranteed: Asked;
  /** Above what one person may grant. */
  mortgaged: Asked;
  vetoed: Asked;
};

type Found = { farmers: Borrower[]; households: Borrower[]; shops: Borrower[] };

/** Who asks for what; undefined where too few of the town could. */
export async function applicationsIn(
  stage: Stage,
  notIn: string,
): Promise<Applications | undefined> {
  const farmers = await borrowersOf(stage, { kinds: FARMERS, count: FARM_LOANS, notIn });
  const shops = await borrowersOf(stage, { kinds: ['MERCHANT'], count: SHOPS, notIn });
  const count = FARM_LOANS + RELIEF_LOANS;
  const all = await borrowersOf(stage, { kinds: ['HOUSEHOLD'], count, notIn });
  const households = all
    .filter(({ id }) => !farmers.some((farmer) => farmer.id === id))
    .slice(-RELIEF_LOANS);
  const found = { farmers, households, shops };
  if (!isEnough(found)) return undefined;
  const farm = await farmLoans(stage, farmers);
  return { farm, relief: households.map(reliefLoan), ...(await shopLoans(stage, shops)) };
}

/** Two shops ask for more than one person may grant. */
const isEnough = ({ farmers, households, shops }: Found): boolean =>
  farmers.length === FARM_LOANS &&
  households.length === RELIEF_LOANS &&
  shops.length === SHOPS &&
  shops.slice(0, 2).every(({ lineFen }) => lineFen > ONE_PERSON_FEN);

/** Each with another kind of security. */
async function farmLoans(stage: Stage, farmers: readonly Borrower[]): Promise<Asked[]> {
  const [first] = farmers;
  const guarantors = first ? await neighboursOf(stage, first, FARM_GUARANTORS) : [];
  const terms = [
    { purpose: '流转土地、购买虾苗和饲料', security: guarantors.map(guarantee) },
    { months: 24, method: 'EQUAL_PRINCIPAL', purpose: '扩建大棚', security: [land] },
    { purpose: '收购稻谷周转', security: [deposit] },
  ];
  return farmers.map((borrower, index) => ({
    borrower,
    product: 'FARM_PRODUCTION',
    amountFen: within(borrower, yuan(90_000)),
    months: 12,
    rate: '5.2',
    method: 'INTEREST_MONTHLY',
    industryCode: 'A0111',
    purpose: '',
    ...terms[index],
  }));
}

const guarantee = (guarantorId: string): Security => ({ kind: 'GUARANTEE', guarantorId });
const land: Security = {
  kind: 'MORTGAGE',
  collateralKind: 'LAND_USE_RIGHT',
  titleReference: 'DEMO-LAND-0001',
  value: '260000.00',
};
const deposit: Security = {
  kind: 'PLEDGE',
  collateralKind: 'DEPOSIT',
  titleReference: 'DEMO-DEPOSIT-0001',
  value: '200000.00',
};
const house = (number: number): Security => ({
  kind: 'MORTGAGE',
  collateralKind: 'HOUSE',
  titleReference: `DEMO-HOUSE-000${number}`,
  value: '900000.00',
});

const reliefLoan = (borrower: Borrower): Asked => ({
  borrower,
  product: 'POVERTY_RELIEF',
  amountFen: within(borrower, yuan(30_000)),
  months: 36,
  rate: '3.5',
  method: 'INTEREST_MONTHLY',
  industryCode: 'A0311',
  purpose: '发展庭院养殖',
});

type ShopLoans = Pick<Applications, 'line' | 'guaranteed' | 'mortgaged' | 'vetoed'>;

async function shopLoans(stage: Stage, [a, b, c, d]: readonly Borrower[]): Promise<ShopLoans> {
  if (!a || !b || !c || !d) throw new Error('too few shops');
  const [neighbour = ''] = await neighboursOf(stage, d, 1);
  const shop = (borrower: Borrower, most: number, purpose: string): Asked => ({
    borrower,
    product: 'MERCHANT_OPERATING',
    amountFen: within(borrower, yuan(most)),
    months: 24,
    rate: '4.5',
    method: 'INTEREST_MONTHLY',
    industryCode: 'F52',
    purpose,
  });
  return {
    mortgaged: { ...shop(a, 300_000, '门店扩建与备货'), security: [house(1)] },
    vetoed: { ...shop(b, 300_000, '新开连锁门店'), security: [house(2)] },
    line: { ...shop(c, 120_000, '进货周转'), method: 'REVOLVING' },
    guaranteed: {
      ...shop(d, 100_000, '采购冷柜与备货'),
      method: 'EQUAL_INSTALMENTS',
      security: [guarantee(neighbour)],
    },
  };
}
