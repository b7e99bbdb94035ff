import { createProgram } from '../../src/program.ts';
import type { TestApp } from '../helpers/app.ts';

/** The program whose verbs, nouns and reports the contracts go through. */
export const program = createProgram();

export const permissions: readonly string[] = [
  ...new Set([
    ...program.registry.commands.map((command) => command.permission),
    ...program.reads.map((read) => read.permission),
    ...[...program.model.nouns.values()].map((noun) => noun.permission),
    ...program.fileApis.flatMap(({ operations }) => operations.map((each) => each.permission)),
  ]),
].sort();

/** Lets the administrators of both banks do and see everything in their own institution. */
export async function allowEverything(app: TestApp): Promise<void> {
  await app.owner(`update role set permissions = $1, scope_kind = 'INSTITUTION' where code = $2`, [
    permissions,
    'ADMINISTRATOR',
  ]);
}

export const ADMINISTRATOR = 'administrator';
export const OTHER_ADMINISTRATOR = 'other.administrator';
