import {
  from,
  is,
  many,
  type Noun,
  narrow,
  one,
  oneOf,
  refersTo,
  startsWith,
} from '../../kernel/queries/noun.ts';
import { historyOf } from '../audit/index.ts';

const ruleSet: Noun = {
  type: 'PanelRuleSet',
  table: 'panel_rule_set',
  permission: 'panel.read',
  scope: 'institution',
  temporal: true,
  edges: { setBy: one('Person', 'set_by') },
};

const reviewer: Noun = {
  type: 'PanelReviewer',
  table: 'panel_reviewer',
  permission: 'panel.read',
  scope: { column: 'area_code' },
  temporal: true,
  edges: { person: one('Person', 'person_id'), household: one('Customer', 'household_id') },
  filters: {
    areaCode: is('area_code', 'String', 'Of this village or community. 村（社区）代码'),
    person: narrow(refersTo('person_id', 'Person', 'This person. 本机构人员')),
  },
  orders: { AREA: { columns: ['area_code', 'standing'] } },
};

const panel: Noun = {
  type: 'Panel',
  table: 'panel',
  permission: 'panel.read',
  // Members serve grids inside the village, which lies outside their territory as a whole; the
  // customers of a panel are as visible as ever.
  scope: 'institution',
  edges: {
    first: one('Panel', 'first_id'),
    convenedBy: one('Person', 'convened_by'),
    closedBy: one('Person', 'closed_by'),
    cancelledBy: one('Person', 'cancelled_by'),
    members: many('PanelMember', 'panel_id'),
    subjects: many('PanelSubject', 'panel_id'),
    recusals: many('PanelRecusal', 'panel_id'),
    ballots: many('PanelBallot', 'panel_id'),
  },
  computed: { history: historyOf('Panel') },
  filters: {
    areaPrefix: startsWith('area_code', 'Of villages whose code begins so. 区划代码前缀'),
    round: is('round', 'String', 'Of this rating round. 评级轮次'),
    status: oneOf('status', 'PanelStatus', 'In one of these states. 状态'),
    convenedFrom: from('convened_on', 'Date', 'Convened on or after this day. 召集日自'),
  },
  orders: {
    AREA: { columns: ['area_code', 'round', 'sequence'] },
    NEWEST: { columns: ['convened_on'], descending: true },
  },
};

const member: Noun = {
  type: 'PanelMember',
  table: 'panel_member',
  permission: 'panel.read',
  scope: 'institution',
  edges: { panel: one('Panel', 'panel_id'), reviewer: one('PanelReviewer', 'reviewer_id') },
  orders: { PLACE: { columns: ['place'] } },
};

const subject: Noun = {
  type: 'PanelSubject',
  table: 'panel_subject',
  permission: 'panel.read',
  scope: { via: 'customer' },
  edges: {
    panel: one('Panel', 'panel_id'),
    customer: one('Customer', 'customer_id'),
    means: many('PanelMean', 'subject_id'),
  },
  filters: { state: oneOf('state', 'PanelSubjectState', 'In one of these states. 进度') },
  orders: { NUMBER: { columns: ['number'] } },
};

const recusal: Noun = {
  type: 'PanelRecusal',
  table: 'panel_recusal',
  permission: 'panel.read',
  scope: { via: 'subject' },
  edges: {
    panel: one('Panel', 'panel_id'),
    member: one('PanelMember', 'member_id'),
    subject: one('PanelSubject', 'subject_id'),
    recordedBy: one('Person', 'recorded_by'),
  },
};

/** What a ballot says is no field of it: sealed until the panel is closed, then rows of PanelScore. */
const ballot: Noun = {
  type: 'PanelBallot',
  table: 'panel_ballot',
  permission: 'panel.read',
  scope: { via: 'subject' },
  edges: {
    panel: one('Panel', 'panel_id'),
    member: one('PanelMember', 'member_id'),
    subject: one('PanelSubject', 'subject_id'),
    enteredBy: one('Person', 'entered_by'),
    scores: many('PanelScore', 'ballot_id'),
  },
};

const score: Noun = {
  type: 'PanelScore',
  table: 'panel_score',
  permission: 'panel.inspect',
  scope: { via: 'ballot' },
  edges: { ballot: one('PanelBallot', 'ballot_id') },
  filters: { ballot: narrow(refersTo('ballot_id', 'PanelBallot', 'Of this ballot. 评议票')) },
};

const mean: Noun = {
  type: 'PanelMean',
  table: 'panel_mean',
  permission: 'panel.read',
  scope: { via: 'customer' },
  edges: { subject: one('PanelSubject', 'subject_id'), customer: one('Customer', 'customer_id') },
  filters: { customer: narrow(refersTo('customer_id', 'Customer', 'Of this customer. 客户')) },
};

export const panelNouns = [ruleSet, reviewer, panel, member, subject, recusal, ballot, score, mean];
