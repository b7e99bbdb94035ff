import { createHash } from 'node:crypto';
import type { Row } from './copy.ts';
import type { DemoCustomer } from './customers.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { idsOf } from './ids.ts';
import { ID_STREAMS, openedOn } from './setting.ts';

const ITEMS = ['IDENTITY', 'CONTACT', 'FINANCES', 'CREDIT_RECORD', 'RATING'];
const PURPOSE = 'RATING';
const BODY = `一、本人同意银行为建档、评级授信之目的处理本人的身份、联系、收支及信用信息。
二、本人可随时撤回同意；撤回不影响此前已作的处理。
（示例文本，不代表任何银行的授权书）`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type Consents = {
  /** The text people were shown. */
  texts: readonly Row[];
  /** A customer whose file is complete has agreed to be rated, on paper, when the file was opened. */
  agreed(customer: DemoCustomer): Row | null;
};

export function consentsOf({ setting, institutions, staff }: DemoWorld): Consents {
  const administrator = staff.byCode.get('administrator')?.id;
  if (!administrator) throw new Error('the demo has no administrator');
  const institution_id = institutions.bank.id;
  const textId = idsOf(setting, ID_STREAMS.consentTexts)();
  const nextId = idsOf(setting, ID_STREAMS.consents);
  const text = {
    institution_id,
    id: textId,
    code: 'RATING_CONSENT',
    edition: 1,
    title: '评级授信个人信息处理授权书（示例）',
    body: BODY,
    body_sha256: sha256(BODY),
    purposes: [PURPOSE],
    items: ITEMS,
    valid_from: openedOn(setting),
    published_by: administrator,
  };
  return {
    texts: [text],
    agreed: (customer) =>
      customer.thoroughness === 'FULL'
        ? {
            institution_id,
            id: nextId(),
            customer_id: customer.id,
            purpose: PURPOSE,
            items: ITEMS,
            text_id: textId,
            channel: 'PAPER',
            evidence_sha256: sha256(`consent ${customer.id}`),
            recorded_by: customer.registeredBy.id,
            valid_from: customer.registeredOn,
          }
        : null,
  };
}

/** What the command would have written when somebody agreed. */
export function tellConsent(book: FactBook, consent: Row, customer: DemoCustomer): void {
  book.add({
    act: 'consent.given',
    objects: [
      { type: 'Consent', id: String(consent.id), version: 1 },
      { type: 'Customer', id: customer.id },
    ],
    data: {
      purpose: PURPOSE,
      recipientKind: 'NONE',
      recipient: '',
      items: ITEMS,
      text: String(consent.text_id),
      channel: 'PAPER',
      evidenceSha256: String(consent.evidence_sha256),
      validFrom: customer.registeredOn,
      validTo: null,
    },
    at: atWork(customer.registeredOn, 0.2),
    by: customer.registeredBy.id,
  });
}
