import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Stage } from '../stage.ts';
import { personOf } from '../village.ts';

/** Who of the bank lends, decides, pays out, looks after loans and classes them. */
const POSTS = {
  administrator: 'administrator',
  manager: 'grid.manager',
  reviewer: 'loan.reviewer',
  approver: 'loan.approver',
  otherApprover: 'approver.2',
  disburser: 'loan.disburser',
  core: 'core.banking',
  chair: 'committee.chair',
  member1: 'committee.member.1',
  member2: 'committee.member.2',
  member3: 'committee.member.3',
  riskOfficer: 'risk.officer',
  riskManager: 'risk.manager',
  riskApprover: 'risk.approver',
} as const;

export type Post = keyof typeof POSTS;

/** Keys of people by their post. */
export type Bank = Readonly<Record<Post, string>>;

export async function bankOf(stage: Stage): Promise<Bank> {
  const named = Object.entries(POSTS).map(
    async ([post, code]) => [post, await personOf(stage, code)] as const,
  );
  return Object.fromEntries(await Promise.all(named)) as Bank;
}

/** The manager of the town a territory code lies in. */
export async function managerAt(
  { db, institutionId, today }: Stage,
  territory: string,
): Promise<string> {
  const { rows } = await sql<{ person: string }>`
    select a.person_id as person from appointment a
    join role r on r.institution_id = a.institution_id and r.id = a.role_id
    join outlet o on o.institution_id = a.institution_id and o.id = a.outlet_id
    where a.institution_id = ${institutionId} and r.code = 'GRID_MANAGER'
      and a.valid_from <= ${today()}::date
      and exists (select from unnest(o.area_codes) as served
        where starts_with(${territory}, served))
    order by a.id limit 1`.execute(db);
  const [found] = rows;
  if (!found) throw new Error(`nobody manages ${territory}`);
  return found.person;
}

/** The digest of a paper nobody has to look at. */
export const paper = (name: string): string => createHash('sha256').update(name).digest('hex');
