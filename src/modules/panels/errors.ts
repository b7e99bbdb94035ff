import { defineErrors } from '../../kernel/errors.ts';
import { panelWorkflowRefusals } from './workflow.ts';

export const panelErrors = defineErrors({
  ...panelWorkflowRefusals,
  'panel.over': {
    ...panelWorkflowRefusals['panel.over'],
    constraints: [
      'panel_over_check',
      'panel_ballot_panel_status_check',
      'panel_recusal_panel_status_check',
    ],
  },
  'panel.second_opened': {
    ...panelWorkflowRefusals['panel.second_opened'],
    constraints: ['panel_first_id_key'],
  },
  'panel.rules_contradict': {
    status: 422,
    en: 'The rules contradict each other at this field.',
    zh: '评议规则在该项自相矛盾。',
  },
  'panel.rules_period': {
    status: 409,
    en: 'Rules start today or later, after those in force, and before none that are already planned.',
    zh: '规则应自今日或以后生效，晚于现行规则，且不得与已设定的后续规则重叠。',
    field: 'validFrom',
    constraints: ['panel_rule_set_period_excl', 'panel_rule_set_valid_to_check'],
  },
  'panel.rules_code_taken': {
    status: 409,
    en: 'There are rules of this code.',
    zh: '该规则编码已存在。',
    field: 'code',
    constraints: ['panel_rule_set_code_key'],
  },
  'panel.area_unknown': {
    status: 422,
    en: 'No village or community of this code is in force.',
    zh: '该代码无有效的村（社区）。',
  },
  'panel.reviewer_identity': {
    status: 422,
    en: 'A reviewer is a person of the institution, or a villager with name and mobile number.',
    zh: '评议员应为本机构人员，或填写姓名和手机号的村民。',
  },
  'panel.mobile_invalid': {
    status: 422,
    en: 'This is not a mobile number.',
    zh: '手机号码不正确。',
  },
  'panel.id_number_invalid': {
    status: 422,
    en: 'This is not an identity number; `details` says why.',
    zh: '身份证号码不正确，details 说明原因。',
  },
  'panel.reviewer_in_pool': {
    status: 409,
    en: 'The person, or somebody of this mobile number, is in the pool of the village.',
    zh: '该人员或该手机号已在本村评议员库中。',
    constraints: ['panel_reviewer_person_excl', 'panel_reviewer_mobile_excl'],
  },
  'panel.reviewer_released': {
    status: 409,
    en: 'The reviewer is no longer in the pool.',
    zh: '该评议员已出库。',
  },
  'panel.pool_too_small': {
    status: 409,
    en: 'The pool of the village has too few reviewers for the seats.',
    zh: '本村评议员库人数不足。',
  },
  'panel.seats_too_few': {
    status: 422,
    en: 'The rules ask for more seats.',
    zh: '席位数少于规则要求。',
  },
  'panel.items_repeated': {
    status: 422,
    en: 'Items of a panel have different codes, and none is OVERALL.',
    zh: '评议项目编码不得重复，且不得为 OVERALL。',
  },
  'panel.items_choice': {
    status: 422,
    en: 'What is scored comes from a published scorecard that asks a panel, or from the items given, not both.',
    zh: '评议项目取自含评议项的已发布评分表，或由输入给出，二者不得并用。',
  },
  'panel.subject_elsewhere': {
    status: 422,
    en: 'A panel reviews active customers of its village, each once.',
    zh: '评议对象应为本村在档客户，且不得重复。',
    constraints: ['panel_subject_customer_id_key'],
  },
  'panel.consent_missing': {
    status: 409,
    en: 'Some customers have not agreed to be reviewed, or their data may only be stored.',
    zh: '部分客户未同意参加评议，或其信息处于限制处理状态。',
  },
  'panel.subject_taken': {
    status: 409,
    en: 'A panel of this round and turn, or one that is open, reviews one of the customers.',
    zh: '其中有客户已由本轮评议会评议，或正由其他未结束的评议会评议。',
    constraints: ['panel_subject_round_key'],
  },
  'panel.subject_unknown': {
    status: 422,
    en: 'The panel has no subject of this number.',
    zh: '评议会无此序号的评议对象。',
  },
  'panel.member_unknown': {
    status: 422,
    en: 'This is not a sitting member of the panel.',
    zh: '该人员不是本会在席评议员。',
  },
  'panel.member_enters_own': {
    status: 409,
    en: 'A member of the bank enters their own reviews.',
    zh: '本机构评议员应由本人录入。',
  },
  'panel.own_record': {
    status: 403,
    en: 'You entered this ballot; another person records that it does not count.',
    zh: '该评议票由您代录，回避应由他人登记。',
  },
  'panel.member_has_reviewed': {
    status: 409,
    en: 'A member who has reviewed is not excused.',
    zh: '已评议的评议员不得请假。',
  },
  'panel.nobody_stands_by': {
    status: 409,
    en: 'Nobody stands by, and with a seat fewer the panel would be too small.',
    zh: '无候补评议员，且减席后不足最少席位数。',
  },
  'panel.review_incomplete': {
    status: 422,
    en: 'A review scores every item of the panel once.',
    zh: '每户评议须对各项目逐一评分且不重复。',
  },
  'panel.score_off_scale': {
    status: 422,
    en: 'The score is not on the scale of the panel.',
    zh: '分数不在评分范围或间隔内。',
  },
  'panel.recused': {
    status: 409,
    en: 'The member does not review this subject: same household, relative or declared.',
    zh: '该评议员应回避该对象。',
    constraints: ['panel_recusal_subject_id_key'],
  },
  'panel.already_reviewed': {
    status: 409,
    en: 'The member has reviewed this subject; a review is given once.',
    zh: '该评议员已评议该对象，不得重复评议。',
    constraints: ['panel_ballot_review_key'],
  },
  'panel.quorum_not_reached': {
    status: 409,
    en: 'Some subjects have too few reviews; `details` names them.',
    zh: '部分评议对象未达法定人数，details 列出。',
  },
  'panel.has_quorum': {
    status: 409,
    en: 'A subject with a quorum is not left unreviewed.',
    zh: '已达法定人数的对象不得列为未评议。',
  },
  'panel.nobody_reviewed': {
    status: 409,
    en: 'Nobody was reviewed; cancel the panel instead.',
    zh: '没有达到法定人数的评议对象，请取消评议会。',
  },
  'panel.signature_missing': {
    status: 409,
    en: 'Every member whose reviews count signs the minutes, and nobody else.',
    zh: '会议记录须由且仅由有效投票的评议员签名。',
  },
  'panel.not_reviewed': {
    status: 409,
    en: 'A second panel reviews customers whom the first one reviewed.',
    zh: '复评对象应为初评已评议的客户。',
  },
});
