import { sql } from 'kysely';
import { parseGlobalId } from '../../kernel/ids.ts';
import {
  bind,
  type Filter,
  from,
  is,
  type Noun,
  one,
  refersTo,
  startsWith,
  until,
} from '../../kernel/queries/noun.ts';
import { leafJson, leafMember, leafObjects, leafText, leafTextMember, reasonOf } from './leaves.ts';

/** Entries about an object of any type, by its global id. */
const aboutObject: Filter = {
  type: 'ID',
  description: 'About this object, of any type. 涉及对象',
  where: (row, value) => {
    const part = (name: 'prefix' | 'id') =>
      bind(value.map((id) => (typeof id === 'string' ? parseGlobalId(id)?.[name] : null) ?? ''));
    return sql`${row('position')} in (select about.position from journal_object as about
      where about.institution_id = ${row('institution_id')} and about.object_id = ${part('id')}
        and lower(about.object_type) = ${part('prefix')})`;
  },
};

const journalEntry: Noun = {
  type: 'JournalEntry',
  table: 'journal_position',
  permission: 'journal.read',
  // Entries concern objects of every territory, so a scope narrower than the institution holds
  // none of them: no act begins with a territory code. Others read the history of what they see.
  scope: { column: 'act' },
  edges: { actor: one('Person', 'actor_id') },
  computed: {
    client: (row) => leafTextMember(row, 'actor', 'client'),
    reason: (row) => reasonOf(row('institution_id'), leafJson(row)),
    purpose: (row) => leafTextMember(row, 'purpose'),
    data: (row) => leafMember(row, 'data'),
    objects: leafObjects,
    leaf: leafText,
    leafHash: (row) => sql`(select encode(entry.leaf_hash, 'hex') from journal_entry as entry
      where entry.institution_id = ${row('institution_id')} and entry.id = ${row('entry_id')})`,
  },
  filters: {
    act: is('act', 'String', 'Exactly this act, e.g. `loan.approved`. 行为'),
    actPrefix: startsWith('act', 'Acts that begin so, e.g. `loan.`. 行为前缀'),
    person: refersTo('actor_id', 'Person', 'Done by this person. 操作人'),
    object: aboutObject,
    requestId: is('request_id', 'String', 'Of this request. 请求编号'),
    from: from('occurred_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('occurred_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: {
    POSITION: { columns: ['position'] },
    NEWEST: { columns: ['position'], descending: true },
  },
};

export const journalNouns = [journalEntry];
