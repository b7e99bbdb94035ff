import type { LoanFundUse } from '../generated/enums.ts';
import { isHousehold } from '../modules/customers/kinds.ts';
import type { DemoCustomer } from './customers.ts';
import type { Random } from './random.ts';

/** What the money is for. `payee`: the seller is known beforehand, so that the bank pays. */
export type Purpose = {
  fundUse: LoanFundUse;
  industryCode: string | undefined;
  text: string;
  payee: boolean;
};

const FARMING = [
  ['A0412', '购买虾苗和饲料'],
  ['A0111', '购买种子、化肥和农药'],
  ['A0141', '大棚蔬菜种植投入'],
  ['A0311', '购买仔猪和饲料'],
] as const;
const HOUSEHOLD_CONSUMPTION_SHARE = 0.15;
const MERCHANT_CONSUMPTION_SHARE = 0.08;

export function purposeOf({ kind, profile }: DemoCustomer, random: Random): Purpose {
  const [code, farming] = random.pick(FARMING);
  const isFarm = isHousehold(kind);
  if (random.chance(isFarm ? HOUSEHOLD_CONSUMPTION_SHARE : MERCHANT_CONSUMPTION_SHARE)) {
    const text = isFarm ? '房屋修缮' : '购买家用汽车';
    return { fundUse: 'CONSUMPTION', industryCode: undefined, text, payee: !isFarm };
  }
  if (isFarm) return { fundUse: 'BUSINESS', industryCode: code, text: farming, payee: false };
  const industryCode = String(profile.INDUSTRY ?? 'F52');
  return { fundUse: 'BUSINESS', industryCode, text: '进货周转', payee: false };
}
