/** Rows of files that people sent: what a row said of a person goes with the person's own file. */
import { sql } from 'kysely';
import { holdPersonalData } from '../privacy/index.ts';

/** The subject whose key opens a row: the import, as long as its key is there. */
const keyed = sql`(select import.id from import
  where import.institution_id = import_row.institution_id and import.id = import_row.import_id
    and import.shredded_on is null)`;

holdPersonalData({
  table: 'import_row',
  customer: 'customer_id',
  part: 'importRows',
  erase: { cells_cipher: sql`''::bytea` },
  sealed: { columns: { cells_cipher: 'cells' }, subject: keyed },
});
