/** What ratings hold of a person beside figures. */
import { erasedIf, holdPersonalData } from '../privacy/index.ts';

holdPersonalData({
  table: 'rating',
  customer: 'customer_id',
  part: 'ratings',
  erase: {
    decision_reason: erasedIf('decision_reason'),
    adjustment_reason: erasedIf('adjustment_reason'),
  },
  // The loan records a law keeps rest on the rating.
  minimise: null,
});
