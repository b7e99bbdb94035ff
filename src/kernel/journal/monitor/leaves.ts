import type pg from 'pg';
import { FITTING_FIELDS, UNREADABLE, wordsOf } from '../words.ts';
import { type Finding, type FindingKind, SHOWN } from './finding.ts';

const ENTRY = `journal_position p
  join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
  cross join lateral ${FITTING_FIELDS('e.leaf')} l`;

/** $1 the institution, $2 how many entries are sealed. Each gives places. */
const CHECKS: readonly { kind: FindingKind; says: string; text: string }[] = [
  {
    kind: 'leaf_missing',
    says: 'was sealed, and is not there',
    text: `select place as position from generate_series(0, $2::bigint - 1) place
      where not exists (select from journal_position p
        join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
        where p.institution_id = $1 and p.position = place)`,
  },
  {
    kind: 'leaf_changed',
    says: 'is not the entry that was sealed here',
    text: `select p.position from journal_position p
      join journal_entry e on e.institution_id = p.institution_id and e.id = p.entry_id
      left join journal_tile t on t.institution_id = p.institution_id and t.level = 0
        and t.tile = p.position >> 8
     where p.institution_id = $1 and p.position < $2::bigint
       and sha256('\\x00'::bytea || e.leaf) is distinct from
         substr(t.hashes, ((p.position & 255) * 32 + 1)::integer, 32)`,
  },
  {
    kind: 'index_changed',
    says: 'is found by other words than its own',
    text: `select p.position from ${ENTRY} where p.institution_id = $1 and p.position < $2::bigint
      and (p.act, p.actor_id, p.request_id, p.occurred_at)
        is distinct from (${wordsOf('l', 'e.written_at')})`,
  },
  {
    kind: 'index_changed',
    says: 'is not found by an object it concerns',
    text: `select p.position from ${ENTRY} cross join lateral unnest(l.objects) o
     where p.institution_id = $1 and p.position < $2::bigint
       and o.type is not null and o.id is not null
       and not exists (select from journal_object x where x.institution_id = p.institution_id
         and x.object_id = o.id and x.object_type = o.type and x.position = p.position)`,
  },
  {
    kind: 'index_changed',
    says: 'is found by an object or version it does not tell of',
    text: `select x.position from journal_object x
     where x.institution_id = $1 and x.position < $2::bigint and not exists (
       select from ${ENTRY} cross join lateral unnest(l.objects) o
        where p.institution_id = x.institution_id and p.position = x.position
          and o.type = x.object_type and o.id = x.object_id
          and o.version is not distinct from x.object_version)`,
  },
  {
    kind: 'leaf_unreadable',
    says: 'has not the form of an entry',
    text: `select p.position from journal_position p where p.institution_id = $1
      and p.position < $2::bigint and p.act = '${UNREADABLE}'`,
  },
  {
    kind: 'leaf_unplaced',
    says: 'has had no place for over a minute',
    text: `select e.id as position from journal_entry e
     where e.institution_id = $1 and e.written_at < now() - interval '1 minute' and $2::bigint >= 0
       and not exists (select from journal_position p
         where p.institution_id = e.institution_id and p.entry_id = e.id)`,
  },
];

/** Entries against their places, their tiles, and what they are found by. */
export async function leafFindings(
  client: pg.ClientBase,
  institutionId: string,
  size: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { kind, says, text } of CHECKS) {
    const bounded = `${text} order by 1 limit ${SHOWN}`;
    const { rows } = await client.query<{ position: string }>(bounded, [institutionId, size]);
    findings.push(...rows.map(({ position }) => ({ kind, position: Number(position), says })));
  }
  return findings;
}
