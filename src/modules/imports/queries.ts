import { sql } from 'kysely';
import { is, type Noun, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

/** Counts and states alone, so that all who may read imports see those of the whole institution. */
const imported: Noun = {
  type: 'Import',
  table: 'import',
  permission: 'import.read',
  scope: 'institution',
  edges: { uploadedBy: one('Person', 'uploaded_by') },
  computed: { sha256: (row) => sql`encode(${row('sha256')}, 'hex')` },
  filters: {
    kind: is('kind', 'ImportKind', 'Exactly this kind. 类型'),
    status: oneOf('status', 'ImportStatus', 'One of these states. 状态'),
    uploadedBy: refersTo('uploaded_by', 'Person', 'Sent by this person. 上传人'),
  },
};

export const importNouns = [imported];
