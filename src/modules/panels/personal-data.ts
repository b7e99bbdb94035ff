/** What panels hold of the people they review: who it was, and means of points. */
import { holdPersonalData, nothing } from '../privacy/index.ts';

holdPersonalData(
  { table: 'panel_subject', customer: 'customer_id', part: 'panelReviews', erase: {} },
  { table: 'panel_mean', customer: 'customer_id', part: 'panelMeans', erase: {} },
  // A reviewer is a person of their own; only the tie to the erased household goes.
  {
    table: 'panel_reviewer',
    customer: 'household_id',
    part: 'panelReviewers',
    erase: { household_id: nothing },
  },
);
