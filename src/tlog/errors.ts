/** What was wrong, for programs; the message says it for people. */
export type TlogFault =
  | 'malformed_note'
  | 'malformed_key'
  | 'malformed_checkpoint'
  | 'malformed_bundle'
  | 'malformed_tile'
  | 'malformed_proof'
  | 'malformed_request'
  | 'out_of_range'
  | 'unsigned'
  | 'bad_signature'
  | 'wrong_origin'
  | 'not_included'
  | 'not_consistent'
  | 'missing_file'
  | 'wrong_entry'
  | 'wrong_tile';

/** Entries `first` to `last`, both of them included. */
export type EntryRange = { first: number; last: number };

/** Thrown by everything here that reads what others wrote, and by proofs that do not hold. */
export class TlogError extends Error {
  readonly fault: TlogFault;
  /** The entry that fails; or those of which one fails, where what is left cannot tell which. */
  readonly entries: EntryRange | undefined;

  constructor(fault: TlogFault, message: string, entries?: EntryRange) {
    super(message);
    this.name = 'TlogError';
    this.fault = fault;
    this.entries = entries;
  }
}
