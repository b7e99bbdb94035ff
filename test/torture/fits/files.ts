import type { Fit } from '../fit.ts';

/** By law: no consent is asked for. */
const BY_LAW: Fit = { input: () => ({ purpose: 'REGULATORY_REPORTING' }) };

export const FILES: Readonly<Record<string, Fit>> = {
  'customer.find': { input: () => ({ idNumber: undefined, idType: undefined, address: undefined, areaCode: undefined, mobile: '13812345678' }) },
  'privacy.lift-restriction': { row: { valid_to: 'null' } },
};
