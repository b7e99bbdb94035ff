import type { Module } from '../../kernel/module.ts';
import { adoptShipped } from './commands/adopt.ts';
import { endAppointment } from './commands/appointment.ts';
import { establish, openInstitution } from './commands/institution.ts';
import { closeOutlet, openOutlet, reviseOutlet } from './commands/outlet.ts';
import {
  appointPerson,
  leavePerson,
  linkLogin,
  registerPerson,
  unlinkLogin,
} from './commands/person.ts';
import { defineRole } from './commands/role.ts';
import './errors.ts';
import { factData } from './fact-data.ts';
import { institutionNouns } from './queries.ts';
import { institutionReads } from './reads.ts';

export { institutionsBehind } from './reads.ts';
export { BANK_ROLES, type DefaultRole, GOVERNMENT_ROLES, OPERATOR_ROLES } from './roles.ts';
export { establish };

/** Banks with their outlets, government bodies, regulators; people, roles and appointments. */
export const institutions: Module = {
  name: 'institutions',
  factData,
  nouns: institutionNouns,
  commands: [
    openInstitution,
    openOutlet,
    reviseOutlet,
    closeOutlet,
    registerPerson,
    linkLogin,
    unlinkLogin,
    appointPerson,
    leavePerson,
    endAppointment,
    defineRole,
    adoptShipped,
  ],
  reads: institutionReads,
};
