/** Who may not review whom, by what the files say. */
import { sql } from 'kysely';
import type { PanelRecusalGround } from '../../generated/enums.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import type { PanelRow } from './standing.ts';

export type Found = { memberId: string; subjectId: string; ground: PanelRecusalGround };

/**
 * Pairs of member and subject that the files know to be of one household or related, and those
 * declared in an earlier panel; without those already recorded. Of one household: the reviewer
 * lives there, heads or owns it, or shares its telephone. Related: somebody of the reviewer's
 * household lives or once lived in the other, or owns it.
 */
export async function findRecusals(
  { tx, vault }: { tx: Tx; vault: Vault },
  panel: PanelRow,
): Promise<Found[]> {
  const tenant = panel.institution_id;
  await alignConcerned({ tx, vault }, panel);
  const { rows } = await sql<Found>`
    with reviewing as (
      select m.id, m.reviewer_id, r.household_id, r.id_number_digest, r.mobile_digest
      from panel_member m
      join panel_reviewer r on r.institution_id = m.institution_id and r.id = m.reviewer_id
      where m.institution_id = ${tenant} and m.panel_id = ${panel.id}),
    reviewed as (
      select s.id, s.customer_id from panel_subject s
      where s.institution_id = ${tenant} and s.panel_id = ${panel.id}),
    concerned as (
      select customer_id from reviewed union select household_id from reviewing),
    people as (
      select c.id as household, c.id_number_digest as digest, true as lives from customer c
      where c.institution_id = ${tenant} and c.id in (select customer_id from concerned)
        and c.id_number_digest is not null
      union
      select p.customer_id, p.id_number_digest, p.left_on is null from customer_member p
      where p.institution_id = ${tenant} and p.customer_id in (select customer_id from concerned)
        and p.id_number_digest is not null),
    found as (
      select m.id as member_id, s.id as subject_id, 'SAME_HOUSEHOLD' as ground
      from reviewing m join reviewed s on s.customer_id = m.household_id
      union all
      select m.id, s.id, case when p.lives then 'SAME_HOUSEHOLD' else 'RELATIVE' end
      from reviewing m join people p on p.digest = m.id_number_digest
      join reviewed s on s.customer_id = p.household
      union all
      select m.id, s.id, 'SAME_HOUSEHOLD'
      from reviewing m
      join customer c on c.institution_id = ${tenant} and c.mobile_digest = m.mobile_digest
      join reviewed s on s.customer_id = c.id
      union all
      select m.id, s.id, 'RELATIVE'
      from reviewing m join people own on own.household = m.household_id
      join people p on p.digest = own.digest and p.household <> own.household
      join reviewed s on s.customer_id = p.household
      union all
      select m.id, s.id, old.ground
      from reviewing m
      join panel_member before on before.institution_id = ${tenant}
        and before.reviewer_id = m.reviewer_id and before.panel_id <> ${panel.id}
      join panel_recusal old on old.institution_id = ${tenant} and old.member_id = before.id
        and old.basis = 'DECLARED'
      join panel_subject then_ on then_.institution_id = ${tenant} and then_.id = old.subject_id
      join reviewed s on s.customer_id = then_.customer_id)
    select distinct on (member_id, subject_id) member_id as "memberId", subject_id as "subjectId",
      ground
    from found
    where not exists (select from panel_recusal known where known.institution_id = ${tenant}
      and known.subject_id = found.subject_id and known.member_id = found.member_id)
    order by member_id, subject_id, ground = 'SAME_HOUSEHOLD' desc, ground`.execute(tx);
  return rows;
}

type Concerned = { table: string; ids: string[] };

/** Numbers are compared by digest: while the key of digests changes, all must be by one key. */
async function alignConcerned({ tx, vault }: { tx: Tx; vault: Vault }, panel: PanelRow) {
  const tenant = panel.institution_id;
  const { rows } = await sql<Concerned>`
    with reviewer as (
      select r.id, r.household_id from panel_member m
      join panel_reviewer r on r.institution_id = m.institution_id and r.id = m.reviewer_id
      where m.institution_id = ${tenant} and m.panel_id = ${panel.id}),
    household as (
      select customer_id as id from panel_subject
      where institution_id = ${tenant} and panel_id = ${panel.id}
      union select household_id from reviewer where household_id is not null)
    select 'panel_reviewer' as table, array_agg(id) as ids from reviewer
    union all select 'customer', array_agg(id) from household
    union all select 'customer_member', array_agg(p.id) from household h
      join customer_member p on p.institution_id = ${tenant} and p.customer_id = h.id`.execute(tx);
  for (const { table, ids } of rows) {
    await vault.alignDigests(tx, tenant, { table, ids: ids ?? [] });
  }
}

type Recorded = { basis: 'DECLARED' | 'DETECTED'; by: string; now: Date };

/** Writes recusals down; who asked for the panel to be convened or closed found them. */
export async function recordRecusals(
  tx: Tx,
  { panel, found }: { panel: PanelRow; found: readonly Found[] },
  { basis, by, now }: Recorded,
): Promise<void> {
  if (found.length === 0) return;
  await tx
    .insertInto('panel_recusal')
    .values(
      found.map(({ memberId, subjectId, ground }) => ({
        institution_id: panel.institution_id,
        id: newId(),
        panel_id: panel.id,
        member_id: memberId,
        subject_id: subjectId,
        basis,
        ground,
        recorded_by: by,
        recorded_at: now,
      })),
    )
    .execute();
}
