import { from, is, type Noun, one, oneOf, refersTo, until } from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const dataAgreement: Noun = {
  type: 'DataAgreement',
  table: 'data_agreement',
  permission: 'data-agreement.read',
  scope: 'institution',
  edges: {
    client: one('Person', 'client_id'),
    draftedBy: one('Person', 'drafted_by'),
    proposedBy: one('Person', 'proposed_by'),
    approvedBy: one('Person', 'approved_by'),
    endedBy: one('Person', 'ended_by'),
  },
  computed: { history: historyOf('DataAgreement') },
  filters: {
    code: is('code', 'String', 'Exactly this code. 协议编号'),
    body: is('body_code', 'String', 'With this body. 接收方代码'),
    status: oneOf('status', 'DataAgreementStatus', 'In one of these states. 状态'),
    client: refersTo('client_id', 'Person', 'Pulled by this client. 调用方'),
  },
  orders: { BODY: { columns: ['body_code', 'valid_from'] } },
};

const sharedDelivery: Noun = {
  type: 'SharedDelivery',
  table: 'shared_delivery',
  permission: 'data-agreement.read',
  scope: 'institution',
  edges: {
    agreement: one('DataAgreement', 'agreement_id'),
    person: one('Person', 'person_id'),
  },
  filters: {
    agreement: refersTo('agreement_id', 'DataAgreement', 'Under this agreement. 协议'),
    from: from('delivered_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('delivered_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: { NEWEST: { columns: ['delivered_at'], descending: true } },
};

const dataReceipt: Noun = {
  type: 'DataReceipt',
  table: 'data_receipt',
  permission: 'data-agreement.read',
  scope: 'institution',
  edges: {
    agreement: one('DataAgreement', 'agreement_id'),
    person: one('Person', 'person_id'),
  },
  filters: {
    agreement: refersTo('agreement_id', 'DataAgreement', 'Under this agreement. 协议'),
    outcome: oneOf('outcome', 'ReceiptOutcome', 'With one of these outcomes. 核对结果'),
    from: from('received_at', 'DateTime', 'From this instant on. 起始时间'),
    until: until('received_at', 'DateTime', 'Before this instant. 截止时间（不含）'),
  },
  orders: { NEWEST: { columns: ['received_at'], descending: true } },
};

export const sharingNouns = [dataAgreement, sharedDelivery, dataReceipt];
