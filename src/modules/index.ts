import type { Module } from '../kernel/module.ts';
import { aftercare } from './aftercare/index.ts';
import { areas } from './areas/index.ts';
import { journal } from './audit/index.ts';
import { calendar } from './calendar/index.ts';
import { campaigns } from './campaigns/index.ts';
import { classification } from './classification/index.ts';
import { coverage } from './coverage/index.ts';
import { creditAreas } from './credit-areas/index.ts';
import { creditAuthority } from './credit-authority/index.ts';
import { creditLines } from './credit-lines/index.ts';
import { customers } from './customers/index.ts';
import { dayEnd } from './day-end/index.ts';
import { duplicates } from './duplicates/index.ts';
import { exporting } from './exports/index.ts';
import { grids } from './grids/index.ts';
import { imports } from './imports/index.ts';
import { institutions } from './institutions/index.ts';
import { jobs } from './jobs/index.ts';
import { keys } from './keys/index.ts';
import { ledgers } from './ledgers/index.ts';
import { lendingContracts } from './lending-contracts/index.ts';
import { loans } from './loans/index.ts';
import { notices } from './notices/index.ts';
import { oversight } from './oversight/index.ts';
import { panels } from './panels/index.ts';
import { payments } from './payments/index.ts';
import { privacy } from './privacy/index.ts';
import { products } from './products/index.ts';
import { profiles } from './profiles/index.ts';
import { ratings } from './ratings/index.ts';
import { servicing } from './servicing/index.ts';
import { sharing } from './sharing/index.ts';
import { staff } from './staff/index.ts';
import { sync } from './sync/index.ts';
import { webhooks } from './webhooks/index.ts';

/** Every module. The only file that knows them all. */
export const modules: readonly Module[] = [
  institutions,
  calendar,
  areas,
  grids,
  customers,
  profiles,
  privacy,
  ledgers,
  sync,
  duplicates,
  panels,
  ratings,
  notices,
  creditLines,
  campaigns,
  staff,
  coverage,
  creditAreas,
  products,
  creditAuthority,
  servicing,
  loans,
  lendingContracts,
  payments,
  classification,
  dayEnd,
  aftercare,
  oversight,
  sharing,
  imports,
  exporting,
  jobs,
  keys,
  webhooks,
  journal,
];
