/** A town with people of overlapping roles, where whole loans are walked through. */

import { addDays } from '../../src/kernel/dates.ts';
import { newId } from '../../src/kernel/ids.ts';
import { appOver, TEST_NOW, type TestApp } from '../helpers/app.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { board, one, seat, setMatrix } from '../modules/credit-authority/board.ts';
import { keyOf, openLending, rate } from '../modules/loans/lending.ts';
import {
  HOUSEHOLD_ANSWERS,
  MERCHANT_ANSWERS,
  registerAnswered,
} from '../modules/profiles/answered.ts';

/** What a person may do, as the database says. */
export type Person = {
  readonly code: string;
  readonly id: string;
  readonly permissions: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly limitFen: bigint;
};

export type Town = {
  readonly app: TestApp;
  readonly people: readonly Person[];
  readonly core: Person;
  readonly grid: string;
};

/** Whose posts overlap, beside those who have one role each. */
const ALSO: readonly (readonly [person: string, role: string])[] = [
  ['li', 'LOAN_REVIEWER'],
  ['loan.reviewer', 'LOAN_APPROVER'],
  ['loan.approver', 'LOAN_DISBURSER'],
  ['loan.disburser', 'GRID_MANAGER'],
];
const WALKERS = [
  'zhang',
  'li',
  'loan.reviewer',
  'loan.approver',
  'loan.disburser',
  'grid.manager',
  'chen',
  'wu',
  'auditor',
];

/** Up to here one person decides within the own limit; above, the manager and then a board. */
export const ONE_PERSON_FEN = 2_000_000n;
const MANAGERS_FEN = 1_500_000n;
const LARGE = { seats: 3, votesFor: 2, quorum: 2 };

/** The levels a loan passes, as the matrix of the town has them. */
export const levelsFor = (amountFen: bigint) =>
  amountFen <= ONE_PERSON_FEN
    ? [{ roles: ['GRID_MANAGER', 'LOAN_APPROVER'], seats: 1, votesFor: 1, ownLimit: true }]
    : [
        { roles: ['GRID_MANAGER'], seats: 1, votesFor: 1, ownLimit: false },
        { roles: ['LOAN_APPROVER'], seats: LARGE.seats, votesFor: LARGE.votesFor, ownLimit: false },
      ];

/** Up to here one person writes a claim off within the own limit; above, a board of the town's. */
const SMALL_LOSS_FEN = 1_000_000n;
const WRITING_OFF = { seats: 3, votesFor: 2, quorum: 2 };
const BOARD = ['GRID_MANAGER', 'LOAN_APPROVER', 'EVERYTHING'];

/** The level that writes a claim off, as the matrix of the town has it. */
export const lossLevelFor = (principalFen: bigint) =>
  principalFen <= SMALL_LOSS_FEN
    ? { roles: BOARD, seats: 1, votesFor: 1, ownLimit: true }
    : { roles: BOARD, ...WRITING_OFF, ownLimit: false };

type Teardown = { teardown(end: () => unknown): void };

/** So many towns on one database, each with a bank, people and a clock of its own. */
export const openTowns = (t: Teardown, database: TestDatabase, count: number): Promise<Town[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const apart = { codes: `TOWN-${number}-`, issuer: `urn:jingtian:test:${number}` };
      return openTown(await appOver(t, database, { apart }));
    }),
  );

async function openTown(app: TestApp): Promise<Town> {
  const { grid } = await openLending(app);
  await seat(app, { code: 'chen', role: 'LOAN_APPROVER' });
  await seat(app, { code: 'wu', role: 'EVERYTHING', limitYuan: 1_000_000 });
  await app.owner(
    `update role set permissions = (select array_agg(distinct permission)
       from role r, unnest(r.permissions) as permission where r.institution_id = $1 and r.code =
         any (array['GRID_MANAGER', 'LOAN_REVIEWER', 'LOAN_APPROVER', 'LOAN_DISBURSER']))
     where institution_id = $1 and code = 'EVERYTHING'`,
    [app.world.bankId],
  );
  await app.owner(
    `update role set approval_limit_fen = $1 where institution_id = $2 and code = 'GRID_MANAGER'`,
    [MANAGERS_FEN, app.world.bankId],
  );
  for (const [person, role] of ALSO) await appoint(app, person, role);
  const roles = ['GRID_MANAGER', 'LOAN_APPROVER'];
  await setMatrix(app, {
    code: 'TOWN',
    rules: [
      {
        code: 'SMALL',
        upTo: String(ONE_PERSON_FEN / 100n),
        levels: [one('ONE', 'GRID_MANAGER', { roles, withinOwnLimit: true })],
      },
      {
        code: 'LARGE',
        levels: [
          one('MANAGER', 'GRID_MANAGER'),
          board({ ...LARGE, roles: ['LOAN_APPROVER'], vetoRoles: [] }),
        ],
      },
      {
        code: 'SMALL_LOSS',
        matters: ['WRITE_OFF'],
        upTo: String(SMALL_LOSS_FEN / 100n),
        levels: [one('ONE', 'GRID_MANAGER', { roles: BOARD, withinOwnLimit: true })],
      },
      {
        code: 'LARGE_LOSS',
        matters: ['WRITE_OFF'],
        levels: [board({ ...WRITING_OFF, roles: BOARD, vetoRoles: [] })],
      },
    ],
  });
  const people = await Promise.all(WALKERS.map((code) => personOf(app, code)));
  return { app, people, core: await personOf(app, 'core.banking'), grid };
}

const appoint = (app: TestApp, person: string, role: string) =>
  app.owner(
    `insert into appointment (institution_id, id, person_id, role_id, outlet_id, valid_from)
     select $1, $2, p.id, r.id, $5, '2020-01-01' from person p, role r
     where p.institution_id = $1 and p.code = $3 and r.institution_id = $1 and r.code = $4`,
    [app.world.bankId, newId(), person, role, app.world.outletId],
  );

/** Roles somebody may come by in the midst of a walk. */
const HIGHER = ['LOAN_APPROVER', 'GRID_MANAGER', 'LOAN_REVIEWER'];

/** Somebody gets another role; what they did before stays what they did. */
export async function promote({ app, people }: Town, who: number, size: number): Promise<string> {
  const person = people[who % people.length];
  const role = HIGHER[size % HIGHER.length];
  if (!person || !role || person.roles.has(role)) return 'nobody';
  await appoint(app, person.code, role);
  Object.assign(person, await personOf(app, person.code));
  return `${person.code} as ${role}`;
}

/** Everybody as at first. */
export async function demote({ app, people }: Town, first: readonly string[]): Promise<void> {
  await app.owner('delete from appointment where institution_id = $1 and id <> all ($2)', [
    app.world.bankId,
    first,
  ]);
  for (const person of people) Object.assign(person, await personOf(app, person.code));
}

export const appointments = async ({ app }: Town): Promise<string[]> =>
  (
    await app.owner<{ id: string }>('select id from appointment where institution_id = $1', [
      app.world.bankId,
    ])
  ).map(({ id }) => id);

async function personOf(app: TestApp, code: string): Promise<Person> {
  const [row] = await app.owner<{
    id: string;
    permissions: string[];
    roles: string[];
    limit: string;
  }>(
    `select p.id, array_agg(distinct permission) as permissions, array_agg(distinct r.code) as roles,
       max(r.approval_limit_fen)::text as limit
     from person p
     join appointment a on a.institution_id = p.institution_id and a.person_id = p.id
     join role r on r.institution_id = p.institution_id and r.id = a.role_id,
       unnest(r.permissions) as permission
     where p.institution_id = $1 and p.code = $2 group by p.id`,
    [app.world.bankId, code],
  );
  if (!row) throw new Error(code);
  const { id, permissions, roles, limit } = row;
  const held = { permissions: new Set(permissions), roles: new Set(roles) };
  return { code, id, ...held, limitFen: BigInt(limit) };
}

export type Borrower = {
  readonly id: string;
  readonly key: string;
  lineFen: bigint;
  readonly isMerchant: boolean;
};

const LINES_YUAN = { HOUSEHOLD: 45_000, MERCHANT: 60_000 };

/** A household and a merchant with a line each, on the first day. */
export async function borrowers({ app, grid }: Town): Promise<readonly Borrower[]> {
  app.clock.set(TEST_NOW.toISOString());
  const officer = app.as('zhang');
  const household = { kind: 'HOUSEHOLD', name: '张三', gridId: grid };
  const merchant = { kind: 'MERCHANT', name: '李四', businessName: '小店', gridId: grid };
  return [
    await lined(app, await registerAnswered(officer, household, HOUSEHOLD_ANSWERS), 'HOUSEHOLD'),
    await lined(app, await registerAnswered(officer, merchant, MERCHANT_ANSWERS), 'MERCHANT'),
  ];
}

async function lined(app: TestApp, id: string, kind: 'HOUSEHOLD' | 'MERCHANT'): Promise<Borrower> {
  const key = keyOf(id);
  await rate(app, key, LINES_YUAN[kind]);
  return { id, key, lineFen: BigInt(LINES_YUAN[kind]) * 100n, isMerchant: kind === 'MERCHANT' };
}

/** The day of a town's clock, and the clock so many days later. */
export const todayOf = (app: TestApp): string => app.clock.now().toISOString().slice(0, 10);
export const passDays = (app: TestApp, days: number): void =>
  app.clock.set(`${addDays(todayOf(app), days)}T02:00:00Z`);
