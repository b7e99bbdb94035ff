/** What the room holds of a person: which of the staff is tied to the customer. */
import { holdPersonalData } from '../privacy/index.ts';

holdPersonalData({
  table: 'interest_declaration',
  customer: 'customer_id',
  part: 'interestDeclarations',
  erase: {},
});
