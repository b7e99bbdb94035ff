import { sql } from 'kysely';
import { z } from 'zod';
import { InstitutionKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { classed, enumeration, identifier, pattern, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { globalId, newId } from '../../../kernel/ids.ts';
import type { FirstKeys } from '../../../kernel/vault/vault.ts';
import { rolesOf } from '../roles.ts';
import { mustBeKnown } from './person.ts';

const setInstitution = (tx: Tx, institutionId: string) =>
  sql`select set_config('app.institution', ${institutionId}, true)`.execute(tx);

export const openInstitution = command({
  name: 'institution.open',
  permission: 'institution.open',
  scope: 'institution',
  title: { en: 'Open an institution', zh: '开立机构' },
  description: {
    en: 'A new tenant with its first administrator, default roles and data key; the operator does this once per institution.',
    zh: '开立新机构，同时建立首位管理员、默认角色与数据密钥；由平台运营方办理。',
  },
  input: z.object({
    code: pattern(/^[A-Z0-9-]{2,32}$/),
    name: classed('C1', text(128)),
    kind: enumeration('InstitutionKind', InstitutionKind),
    areaCode: pattern(/^\d{2,12}$/),
    administrator: z.object({
      code: pattern(/^[a-z0-9][a-z0-9.-]{0,63}$/),
      name: classed('C1', text(64)),
      issuer: identifier(256),
      subject: identifier(256),
    }),
  }),
  result: z.object({ institutionId: z.string(), administratorId: z.string() }),
  acts: ['institution.opened'],
  errors: ['institution.code_taken', 'person.login_taken', 'person.issuer_unknown'],
  async handler(tx, input, { actor, emit, today, vault, kernel }) {
    // Tenants make up their own roles, so the permission alone would let any of them open others.
    if (actor.institutionKind !== 'OPERATOR') throw refuse('auth.forbidden');
    mustBeKnown(kernel.issuers, input.administrator.issuer, ['administrator', 'issuer']);
    const institution = newId();
    // The new tenant's first rows are written in its own context; the journal entry in ours.
    await setInstitution(tx, institution);
    const keys = vault.issueKeys(institution);
    const person = await establish(tx, { ...input, institution, keys, today });
    await setInstitution(tx, actor.institutionId);
    emit('institution.opened', [{ type: 'Institution', id: institution, version: 1 }], {
      code: input.code,
      kind: input.kind,
    });
    return {
      institutionId: globalId('Institution', institution),
      administratorId: globalId('Person', person),
    };
  },
});

/** What a new institution begins with. */
export type Establishing = {
  institution: string;
  code: string;
  name: string;
  kind: InstitutionKind;
  areaCode: string;
  administrator: { code: string; name: string; issuer: string; subject: string };
  keys: FirstKeys;
  today: string;
};

/**
 * Writes an institution's first rows: itself, its keys, default roles and first administrator.
 * The transaction's context must be the new institution.
 *
 * @returns the administrator's key
 */
export async function establish(tx: Tx, given: Establishing): Promise<string> {
  const { institution, kind, today } = given;
  await tx
    .insertInto('institution')
    .values({
      institution_id: institution,
      code: given.code,
      name: given.name,
      kind,
      area_code: given.areaCode,
    })
    .execute();
  await tx.insertInto('data_key').values(given.keys.dataKey).execute();
  await tx.insertInto('digest_key').values(given.keys.digestKey).execute();
  const person = newId();
  const { code, name, issuer, subject } = given.administrator;
  await tx
    .insertInto('person')
    .values({ institution_id: institution, id: person, code, name })
    .execute();
  await tx
    .insertInto('login')
    .values({ issuer, subject, institution_id: institution, person_id: person })
    .execute();
  await appointAdministrator(tx, { institution, person, kind, today });
  return person;
}

type First = { institution: string; person: string; kind: string; today: string };

async function appointAdministrator(tx: Tx, first: First): Promise<void> {
  const roles = rolesOf(first.kind).map((role) => ({
    institution_id: first.institution,
    id: newId(),
    code: role.code,
    name_en: role.nameEn,
    name_zh: role.nameZh,
    permissions: [...role.permissions],
    offered: [...role.permissions],
    scope_kind: role.scopeKind,
    approval_limit_fen: role.approvalLimitFen,
  }));
  await tx.insertInto('role').values(roles).execute();
  const administrator = roles[0];
  if (!administrator) throw new Error(`no default roles for ${first.kind}`);
  await tx
    .insertInto('appointment')
    .values({
      institution_id: first.institution,
      id: newId(),
      person_id: first.person,
      role_id: administrator.id,
      valid_from: first.today,
    })
    .execute();
}
