import { createHash } from 'node:crypto';
import type { Actor } from '../auth/actor.ts';
import type { Registry } from '../commands/registry.ts';
import type { Database } from '../db/index.ts';
import { newId } from '../ids.ts';
import { journalInsert } from '../journal/append.ts';
import { leafOf } from '../journal/leaf.ts';
import type { InstitutionKind, Job } from './job.ts';

/** The person that the jobs of an institution act as, and the client they come through. */
export const SYSTEM_CODE = 'system.jobs';
export const SYSTEM_CLIENT = 'urn:jingtian:jobs';
const SYSTEM_NAME = '系统作业';

const FIND = `select id from person where institution_id = $1 and code = $2 and kind = 'SYSTEM'`;

export type SystemActors = {
  /** The actor of one job in one institution, allowed what the job's commands need. */
  of(institution: { id: string; kind: InstitutionKind }, job: Job): Promise<Actor>;
};

type Needs = { database: Database; registry: Registry; now: () => Date };

/** Finds or makes each institution's system person; remembers them. */
export function createSystemActors({ database, registry, now }: Needs): SystemActors {
  const known = new Map<string, string>();

  const personOf = async (institutionId: string): Promise<string> => {
    const there = known.get(institutionId) ?? (await find(database, institutionId));
    const person = there ?? (await register(database, institutionId, now()));
    known.set(institutionId, person);
    return person;
  };

  return {
    async of({ id, kind }, job) {
      const needed = job.commands.map((name) => registry.get(name)?.permission ?? '');
      return {
        institutionId: id,
        institutionKind: kind,
        personId: await personOf(id),
        code: SYSTEM_CODE,
        clientId: SYSTEM_CLIENT,
        roles: [],
        permissions: new Set(needed),
        approvalLimitFen: 0n,
        scope: [''],
        system: true,
      };
    },
  };
}

async function find({ pipeline }: Database, institutionId: string): Promise<string | undefined> {
  const statement = { text: FIND, values: [institutionId, SYSTEM_CODE], institutionId };
  const { rows } = await pipeline.run(statement);
  return (rows as { id: string }[])[0]?.id;
}

/** Two workers may come to it at once: the code is unique, and the later one finds the person. */
async function register(database: Database, institutionId: string, at: Date): Promise<string> {
  const id = newId();
  const made = await database.transact({ institutionId }, async (tx) => {
    const row = await tx
      .insertInto('person')
      .values({
        institution_id: institutionId,
        id,
        code: SYSTEM_CODE,
        name: SYSTEM_NAME,
        kind: 'SYSTEM',
      })
      .onConflict((conflict) => conflict.columns(['institution_id', 'code']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!row) return { value: undefined };
    const leaf = leafOf(
      {
        act: 'person.registered',
        objects: [{ type: 'Person', id, version: 1 }],
        data: { kind: 'SYSTEM' },
      },
      {
        id: newId(),
        at,
        actor: { person: id, client: SYSTEM_CLIENT },
        requestId: requestIdOf(institutionId, SYSTEM_CODE),
      },
    );
    return { value: id, closing: { statements: [journalInsert(institutionId, [leaf])] } };
  });
  const person = made ?? (await find(database, institutionId));
  if (!person) throw new Error(`institution ${institutionId} has no system person`);
  return person;
}

/** Runs have no request: what they write is told apart by institution, job and occasion. */
export const requestIdOf = (...parts: readonly string[]): string =>
  `job-${createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 24)}`;
