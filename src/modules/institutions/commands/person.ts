import { sql } from 'kysely';
import { z } from 'zod';
import { PersonKind } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  identifier,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { SYSTEM_CODE } from '../../../kernel/jobs/system-actor.ts';

const on = { noun: 'Person', table: 'person' } as const;
const LOGIN_PART = 256;

export const registerPerson = command({
  name: 'person.register',
  permission: 'person.manage',
  scope: 'institution',
  title: { en: 'Register a person', zh: '登记人员' },
  description: {
    en: 'Someone who works for the institution, or a machine client (SYSTEM).',
    zh: '登记本机构工作人员或系统客户端（SYSTEM）。',
  },
  input: z.object({
    code: pattern(/^[a-z0-9][a-z0-9.-]{0,63}$/),
    name: classed('C1', text(64)),
    kind: enumeration('PersonKind', PersonKind).default('HUMAN'),
    telephone: classed('C1', text(32)).optional(),
    photoReference: classed('C1', identifier(256)).optional(),
  }),
  result: z.object({ person: ref('Person') }),
  acts: ['person.registered'],
  errors: ['person.code_taken', 'person.is_the_system'],
  async handler(tx, input, { actor, emit }) {
    const person = newId();
    await tx
      .insertInto('person')
      .values({
        institution_id: actor.institutionId,
        id: person,
        code: input.code,
        name: input.name,
        kind: input.kind,
        telephone: input.telephone ?? null,
        photo_reference: input.photoReference ?? null,
      })
      .execute();
    emit('person.registered', [{ type: 'Person', id: person, version: 1 }], { kind: input.kind });
    return { person };
  },
});

export const linkLogin = command({
  name: 'person.link-login',
  permission: 'person.manage',
  scope: 'institution',
  title: { en: 'Link a login to a person', zh: '绑定登录标识' },
  description: {
    en: 'Tokens of this issuer with this subject stand for the person from now on.',
    zh: '此签发方与主体的令牌自此代表该人员。',
  },
  on,
  input: z.object({ issuer: identifier(LOGIN_PART), subject: identifier(LOGIN_PART) }),
  result: z.object({ person: ref('Person') }),
  acts: ['person.login-linked'],
  errors: ['person.is_the_system', 'person.left', 'person.login_taken', 'person.issuer_unknown'],
  async handler(tx, input, { actor, emit, target, kernel }) {
    if (target.code === SYSTEM_CODE) throw refuse('person.is_the_system');
    if (target.status === 'LEFT') throw refuse('person.left');
    mustBeKnown(kernel.issuers, input.issuer, ['issuer']);
    await tx
      .insertInto('login')
      .values({
        issuer: input.issuer,
        subject: input.subject,
        institution_id: actor.institutionId,
        person_id: target.id,
      })
      .execute();
    emit('person.login-linked', [{ type: 'Person', id: target.id }], { issuer: input.issuer });
    return { person: target.id };
  },
});

/** Tokens of an issuer nobody verifies would wait for whoever sets one up. */
export function mustBeKnown(
  issuers: readonly string[],
  issuer: string,
  path: readonly string[],
): void {
  if (!issuers.includes(issuer)) throw refuse('person.issuer_unknown', { path });
}

export const unlinkLogin = command({
  name: 'person.unlink-login',
  permission: 'person.manage',
  scope: 'institution',
  title: { en: 'Unlink a login from a person', zh: '解除登录标识绑定' },
  description: {
    en: 'Tokens of this issuer with this subject stand for nobody from now on, and may be linked anew. Never the login of the caller.',
    zh: '此签发方与主体的令牌自此不代表任何人员，可重新绑定；不得解除本人的登录标识。',
  },
  on,
  input: z.object({ issuer: identifier(LOGIN_PART), subject: identifier(LOGIN_PART) }),
  result: z.object({ person: ref('Person') }),
  acts: ['person.login-unlinked'],
  reasonRequired: true,
  errors: ['person.login_own', 'person.login_unknown'],
  async handler(tx, { issuer, subject }, { actor, emit, target }) {
    if (target.id === actor.personId) throw refuse('person.login_own');
    const { rows } = await sql<{ unlinked: boolean }>`
      select unlink_login(${actor.institutionId}, ${target.id}, ${issuer}, ${subject})
        as unlinked`.execute(tx);
    if (!rows[0]?.unlinked) throw refuse('person.login_unknown', { path: ['subject'] });
    emit('person.login-unlinked', [{ type: 'Person', id: target.id }], { issuer });
    return { person: target.id };
  },
});

export const appointPerson = command({
  name: 'person.appoint',
  permission: 'person.appoint',
  scope: 'institution',
  title: { en: 'Appoint a person', zh: '任命' },
  description: {
    en: 'Gives a role at an outlet, or in the whole institution, for a half-open period.',
    zh: '授予某网点或全机构的角色，期间含起不含止。',
  },
  on,
  input: z.object({
    roleId: id('Role'),
    outletId: id('Outlet').optional(),
    validFrom: date(),
    validTo: date().optional(),
  }),
  result: z.object({ appointment: ref('Appointment') }),
  acts: ['person.appointed'],
  errors: ['person.left', 'appointment.own', 'appointment.overlap', 'appointment.period'],
  async handler(tx, input, { actor, emit, target }) {
    if (target.id === actor.personId) throw refuse('appointment.own');
    if (target.status === 'LEFT') throw refuse('person.left');
    const appointment = newId();
    await tx
      .insertInto('appointment')
      .values({
        institution_id: actor.institutionId,
        id: appointment,
        person_id: target.id,
        role_id: input.roleId,
        outlet_id: input.outletId ?? null,
        valid_from: input.validFrom,
        valid_to: input.validTo ?? null,
      })
      .execute();
    const objects = [
      { type: 'Appointment', id: appointment, version: 1 },
      { type: 'Person', id: target.id },
    ];
    emit('person.appointed', objects, {
      role: input.roleId,
      outlet: input.outletId ?? null,
      validFrom: input.validFrom,
      validTo: input.validTo ?? null,
    });
    return { appointment };
  },
});

export const leavePerson = command({
  name: 'person.leave',
  permission: 'person.manage',
  scope: 'institution',
  title: { en: 'Let a person leave', zh: '离岗' },
  description: {
    en: 'From now on the person may do nothing; what was done stays.',
    zh: '该人员自此不得操作，历史记录保留。',
  },
  on,
  input: z.object({}),
  result: z.object({ person: ref('Person') }),
  acts: ['person.left'],
  reasonRequired: true,
  errors: ['person.left'],
  async handler(tx, _input, { actor, emit, target }) {
    if (target.status === 'LEFT') throw refuse('person.left');
    await tx
      .updateTable('person')
      .set({ status: 'LEFT' })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .execute();
    emit('person.left', [{ type: 'Person', id: target.id, version: target.version + 1 }]);
    return { person: target.id };
  },
});
