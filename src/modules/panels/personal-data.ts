/** What panels hold of the people they review: who it was, and means of points. */
import { sql } from 'kysely';
import { erasedWords, holdPersonalData, nothing, type Sql } from '../privacy/index.ts';

const villagers = (value: Sql): Sql => sql`case when person_id is null then ${value} end`;

holdPersonalData(
  { table: 'panel_subject', customer: 'customer_id', part: 'panelReviews', erase: {} },
  { table: 'panel_mean', customer: 'customer_id', part: 'panelMeans', erase: {} },
  // A villager of the pool is of the household that goes; of a colleague only the tie is ours to cut.
  {
    table: 'panel_reviewer',
    customer: 'household_id',
    part: 'panelReviewers',
    erase: {
      name_mask: villagers(erasedWords),
      name_cipher: nothing,
      mobile_mask: nothing,
      mobile_cipher: nothing,
      mobile_digest: nothing,
      id_number_mask: nothing,
      id_number_cipher: nothing,
      id_number_digest: nothing,
      valid_to: sql`case when person_id is null then coalesce(valid_to, valid_from) else valid_to end`,
      household_id: nothing,
    },
    subjects: villagers(sql`id`),
  },
);
