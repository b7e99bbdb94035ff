import { newId } from '../../../src/kernel/ids.ts';
import type { Caller, TestApp } from '../../helpers/app.ts';
import { HEAD, openTerritory, SPOUSE } from '../customers/households.ts';

export const EVIDENCE = 'a'.repeat(64);
export const REGISTRY = { recipientKind: 'CREDIT_REGISTRY', recipient: 'PBC-CRC' };

/** Everything the tests' text speaks of. */
const PURPOSES = ['RATING', 'CREDIT_REGISTRY_QUERY', 'PUBLIC_NOTICE', 'MARKETING'];
const ITEMS = ['IDENTITY', 'CONTACT', 'FINANCES', 'CREDIT_RECORD', 'RATING'];

export type Shown = { code?: string; purposes?: string[]; items?: string[]; validFrom?: string };

/** A text of consent in force since the beginning of the year. */
export async function publishText(app: TestApp, shown: Shown = {}): Promise<string> {
  const { consentText } = await app.as('administrator').command('consent-text.publish', {
    code: 'PERSONAL_DATA',
    title: '个人信息处理授权书',
    body: '一、处理目的……\n二、信息类别……',
    purposes: PURPOSES,
    items: ITEMS,
    validFrom: '2026-01-01',
    ...shown,
  });
  return consentText;
}

/** A household of two in the western half of a village. */
export async function registerHousehold(app: TestApp) {
  const { west } = await openTerritory(app);
  const { customer } = await app.as('grid.manager').command('customer.register', {
    kind: 'HOUSEHOLD',
    name: '诸葛明德',
    idNumber: HEAD,
    mobile: '13912345678',
    address: '湖北省潜江市浩口镇柳洲村五组8号',
    gridId: west.id,
    members: [{ relationship: 'SPOUSE', name: '黄月英', idNumber: SPOUSE }],
  });
  return { customer, west };
}

type Agreement = { id: string; textId: string; purposes: string[]; givenOn?: string };

/** Records that the head of a household agreed to these purposes inside the institution. */
export const agree = (caller: Caller, { id, textId, purposes, ...given }: Agreement) =>
  caller.command(
    'consent.give',
    {
      id,
      textId,
      agreed: purposes.map((purpose) => ({ purpose, items: ITEMS })),
      channel: 'PAPER',
      evidenceSha256: EVIDENCE,
      givenOn: '2026-03-01',
      ...given,
    },
    { key: newId() },
  );

const ratingTexts = new WeakMap<TestApp, Promise<string>>();

/** Customers who have agreed to being rated; the text is published once. */
export async function agreeToRating(app: TestApp, ...customers: readonly string[]): Promise<void> {
  const shown = { code: 'RATING_CONSENT', purposes: ['RATING'] };
  const text = ratingTexts.get(app) ?? publishText(app, shown);
  ratingTexts.set(app, text);
  const textId = await text;
  for (const id of customers) {
    await agree(app.as('grid.manager'), { id, textId, purposes: ['RATING'] });
  }
}
