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
  | 'not_consistent';

/** Thrown by everything here that reads what others wrote, and by proofs that do not hold. */
export class TlogError extends Error {
  readonly fault: TlogFault;

  constructor(fault: TlogFault, message: string) {
    super(message);
    this.name = 'TlogError';
    this.fault = fault;
  }
}
