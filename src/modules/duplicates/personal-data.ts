/** That two files may be of one person, and what one of them said before it was merged. */
import { holdPersonalData, nothing } from '../privacy/index.ts';

holdPersonalData({
  table: 'duplicate_pair',
  customer: 'first_id',
  part: 'duplicates',
  erase: { before_cipher: nothing },
});
