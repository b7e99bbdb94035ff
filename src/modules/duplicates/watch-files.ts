/** A file that is opened or revised is compared at once. */
import { watchFiles } from '../customers/index.ts';
import { findPairs } from './find.ts';

watchFiles(async (tx, { institutionId, customerId, today }) => {
  await findPairs(tx, { institutionId, customerIds: [customerId], today });
});
