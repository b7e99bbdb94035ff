import { newId } from '../../../src/kernel/ids.ts';
import type { Caller, TestApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';
import { VILLAGE } from '../grids/territory.ts';
import { agree, publishText } from '../privacy/agreements.ts';

export const keyOf = (id: string): string => id.slice(id.indexOf('_') + 1);

export type Village = {
  manager: Caller;
  reviewer: Caller;
  /** Files a household with a rating in force by the officer; its id. */
  rated(name: string, yuan?: number): Promise<string>;
  /** Files a household only. */
  household(name: string): Promise<string>;
  /** Puts a rating in force: rating has tests of its own. */
  rate(customer: string, yuan?: number, from?: string): Promise<string>;
};

/** A village with households that can be put on a notice. */
export async function openVillage(app: TestApp): Promise<Village> {
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const card = await publishCard(app);
  const household = async (name: string): Promise<string> =>
    (await manager.command('customer.register', { kind: 'HOUSEHOLD', name, gridId: west.id }))
      .customer;
  const rate: Village['rate'] = async (customer, yuan = 50_000, from = '2026-01-01') => {
    const rating = newId();
    await app.owner(
      `insert into rating (institution_id, id, customer_id, scorecard_id, area_code, inputs, items,
         lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen, valid_from,
         valid_to, rated_by)
       values ($1, $2, $3, $4, '429005', '{}', '[]', '[]', '[]', 'RATED', 'EFFECTIVE', 80, 'A', $5,
         $5, $7, $7::date + interval '1 year', $6)`,
      [
        app.world.bankId,
        rating,
        keyOf(customer),
        card,
        yuan * 100,
        app.world.people['grid.officer'],
        from,
      ],
    );
    return rating;
  };
  return {
    manager,
    reviewer: app.as('loan.reviewer'),
    household,
    rate,
    async rated(name, yuan) {
      const customer = await household(name);
      await rate(customer, yuan);
      return customer;
    },
  };
}

async function publishCard(app: TestApp): Promise<string> {
  const card = newId();
  await app.owner(
    `insert into scorecard (institution_id, id, code, edition, customer_kind, name_en, name_zh,
       sample, status, content, valid_from, published_by)
     values ($1, $2, 'TEST', 1, 'HOUSEHOLD', 'test', '测试', true, 'PUBLISHED', '{}',
       '2025-01-01', $3)`,
    [app.world.bankId, card, app.world.people.administrator],
  );
  return card;
}

/** These customers agree to being named in public. */
export async function consenting(app: TestApp, customers: readonly string[]): Promise<string[]> {
  const textId = await publishText(app);
  const consents: string[] = [];
  for (const id of customers) {
    const given = await agree(app.as('grid.manager'), { id, textId, purposes: ['PUBLIC_NOTICE'] });
    consents.push(...given.consents);
  }
  return consents;
}

export async function openRatingNotice(village: Village): Promise<string> {
  const input = { kind: 'RATING', areaCode: VILLAGE, title: '柳洲村评级授信公示' };
  const { notice } = await village.manager.command('notice.draft', input);
  await village.manager.command('notice.open', { id: notice });
  return notice;
}

const ENTRIES = `query ($id: ID!) { notice(id: $id) {
  status openedOn closesOn closedOn periodDays
  entries(first: 50) { nodes { id status named nameMask groupName grade creditLine
    runningFrom runningDays closesOn settledOn customer { id }
    objections(first: 10) { nodes { id status ground receipt recordedBy { code } } } } } } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
export const readNotice = async (who: Caller, id: string): Promise<any> =>
  (await who.query(ENTRIES, { id })).notice;

/** The entry of a customer on a notice. */
export async function entryOf(who: Caller, notice: string, customer: string) {
  const { entries } = await readNotice(who, notice);
  return entries.nodes.find((each: { customer: { id: string } }) => each.customer.id === customer);
}

export const OBJECTION = { ground: 'FALSE_INFORMATION', text: '张大山欠我三万元，收入也是假的' };
