import type { TestApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { VILLAGE } from '../grids/territory.ts';
import { publishText } from '../privacy/agreements.ts';
import { enlistPeople } from '../staff/field.ts';

export const HASH = 'c'.repeat(64);
export const MINUTES = 'd'.repeat(64);
export const ITEMS = ['INTEGRITY', 'NEIGHBOURHOOD', 'FAMILY', 'DILIGENCE'];

const REGULARS = 5;
const SUBSTITUTES = 2;

/** Mobile numbers of nobody. */
export const mobileOf = (place: number): string => `1390000${String(place).padStart(4, '0')}`;

let textId = '';

/** Somebody agrees to be reviewed by a panel. */
export const agreeToReview = (app: TestApp, customer: string) =>
  app.as('grid.manager').command('consent.give', {
    id: customer,
    textId,
    agreed: [{ purpose: 'PANEL_REVIEW', items: ['IDENTITY'] }],
    channel: 'PAPER',
    evidenceSha256: HASH,
    givenOn: '2026-03-01',
  });

/** Households of nobody in particular, who agree to be reviewed. */
export async function registerHouseholds(app: TestApp, count: number, gridId: string) {
  const manager = app.as('grid.manager');
  const customers: string[] = [];
  for (let place = 1; place <= count; place += 1) {
    const household = { kind: 'HOUSEHOLD', name: `户主${place}`, gridId };
    const { customer } = await manager.command('customer.register', household);
    await agreeToReview(app, customer);
    customers.push(customer);
  }
  return customers;
}

/**
 * A village with a pool: five villagers and the officers zhang and li as regulars, two villagers as
 * substitutes. The officers serve no grid and see no customer.
 */
export async function openPool(app: TestApp) {
  const { west } = await openTerritory(app);
  const officers = await enlistPeople(app, ['zhang', 'li']);
  textId = await publishText(app, { purposes: ['PANEL_REVIEW'], items: ['IDENTITY'] });
  const manager = app.as('grid.manager');
  const reviewers: string[] = [];
  const enlist = async (given: object) => {
    const pool = { areaCode: VILLAGE, standing: 'REGULAR', position: 'ELDER', ...given };
    reviewers.push((await manager.command('panel.enlist', pool)).reviewer);
  };
  for (let place = 1; place <= REGULARS; place += 1) {
    await enlist({ name: `王评议${place}`, mobile: mobileOf(place) });
  }
  for (const { person } of officers) await enlist({ personId: person, position: 'BANK_STAFF' });
  for (let place = 1; place <= SUBSTITUTES; place += 1) {
    const mobile = mobileOf(REGULARS + place);
    await enlist({ standing: 'SUBSTITUTE', name: `李候补${place}`, mobile });
  }
  return { manager, reviewers, grid: west };
}

export type Member = {
  id: string;
  place: number;
  seat: string;
  reviewer: { id: string; nameMask: string | null; person: { code: string } | null };
};

/** Members as the manager sees them, in the order of the draw. */
export async function membersOf(app: TestApp, panel: string): Promise<Member[]> {
  const { panel: found } = await app.as('grid.manager').query(
    `query ($id: ID!) { panel(id: $id) { members(first: 50, order: PLACE) { nodes {
       id place seat reviewer { id nameMask person { code } } } } } }`,
    { id: panel },
  );
  return found.members.nodes;
}

export type PanelWorld = Awaited<ReturnType<typeof openPool>> & {
  customers: string[];
  panel: string;
  members: Member[];
};

/** A panel of all seven regulars over so many households. */
export async function openPanel(app: TestApp, households: number): Promise<PanelWorld> {
  const pool = await openPool(app);
  const customers = await registerHouseholds(app, households, pool.grid.id);
  const convening = { areaCode: VILLAGE, round: '2026', customerIds: customers };
  const { panel } = await pool.manager.command('panel.convene', convening);
  return { ...pool, customers, panel, members: await membersOf(app, panel) };
}

export const scored = (number: number, score: string) => ({
  number,
  scores: ITEMS.map((item) => ({ item, score })),
});

/** One member's reviews, entered the way that member's come in. */
export async function review(
  app: TestApp,
  { panel, member }: { panel: string; member: Member },
  reviews: readonly object[],
) {
  const code = member.reviewer.person?.code;
  if (code) return app.as(code).command('panel.score', { id: panel, reviews });
  const paper = { id: panel, memberId: member.id, evidenceSha256: HASH, reviews };
  return app.as('grid.manager').command('panel.record-ballot', paper);
}

/** Every sitting member gives each of so many subjects the score of their place. */
export async function reviewAll(app: TestApp, world: PanelWorld, scores: readonly string[]) {
  for (const [index, member] of world.members.filter(sits).entries()) {
    const score = scores[index % scores.length] ?? '0';
    const reviews = world.customers.map((_, place) => scored(place + 1, score));
    await review(app, { panel: world.panel, member }, reviews);
  }
}

export const sits = ({ seat }: Member): boolean => seat === 'SITTING';

export const signatures = (members: readonly Member[]) =>
  members.filter(sits).map(({ id }) => ({ memberId: id, evidenceSha256: HASH }));

export const close = (app: TestApp, world: PanelWorld, given: object = {}) =>
  app.as('grid.manager').command('panel.close', {
    id: world.panel,
    minutesSha256: MINUTES,
    signatures: signatures(world.members),
    ...given,
  });
