/** Each kind is listed up to so many times. */
export const SHOWN = 100;

export type FindingKind =
  /** The tiles do not give the root that was sealed. */
  | 'tree'
  /** An entry is not the one its place was sealed with. */
  | 'leaf_changed'
  /** A sealed place has no entry. */
  | 'leaf_missing'
  /** An entry has not the form of one: its writer was no sound program. */
  | 'leaf_unreadable'
  /** An entry has had no place for more than a minute. */
  | 'leaf_unplaced'
  /** What audit queries look for is not what the entry says. */
  | 'index_changed'
  /** An entry tells of an object that is not there. */
  | 'row_missing'
  /** A row is of an earlier version than its last entry says. */
  | 'row_went_back'
  /** A row was last written by a transaction without an entry. */
  | 'row_without_leaf';

/** One thing that does not fit: an entry by its place, a row by its table and key. */
export type Finding = {
  kind: FindingKind;
  position?: number;
  table?: string;
  key?: string;
  says: string;
};
