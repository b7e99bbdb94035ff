/** What campaigns hold of a household: how far it came; its words go with those of inspections. */
import { holdPersonalData } from '../privacy/index.ts';

holdPersonalData({
  table: 'campaign_household',
  customer: 'customer_id',
  part: 'campaigns',
  erase: {},
});
