import { defineErrors } from '../../kernel/errors.ts';
import { creditWorkflowRefusals } from './workflow.ts';

export const creditAreaErrors = defineErrors({
  ...creditWorkflowRefusals,
  'credit-area.separation_of_duties': {
    ...creditWorkflowRefusals['credit-area.separation_of_duties'],
    constraints: ['credit_area_separation_check', 'credit_inspection_inspectors_check'],
  },
  'credit-area.subject': {
    status: 422,
    en: 'A household is named by its file, an area by a code in force of its level: 12, 9 or 6 digits.',
    zh: '信用户须指明农户档案；信用村、镇、县须填写对应层级（12、9、6位）的有效区划代码。',
  },
  'credit-area.application_open': {
    status: 409,
    en: 'There is an application that is not decided yet.',
    zh: '已有未办结的申请。',
    constraints: ['credit_area_open_key'],
  },
  'credit-area.criteria_invalid': {
    status: 422,
    en: 'The criteria have different codes; ATTESTED names a paper, and only it does.',
    zh: '评定条件编码不得重复；书面证明类条件须且仅须注明证明事项。',
  },
  'credit-area.criteria_period': {
    status: 409,
    en: 'Criteria start today or later, after those in force, and before none already planned.',
    zh: '评定规则应自今日或以后生效，晚于现行规则，且不得与已设定的后续规则重叠。',
    field: 'validFrom',
    constraints: ['credit_criteria_period_excl', 'credit_criteria_valid_to_check'],
  },
  'credit-area.criteria_code_taken': {
    status: 409,
    en: 'The level has criteria of this code.',
    zh: '该层级已有此编码的规则。',
    field: 'code',
    constraints: ['credit_criteria_code_key'],
  },
  'credit-area.sample_unfit': {
    status: 422,
    en: 'An inspection visits households of the area, each once and as many as the rules ask.',
    zh: '抽查户应为本区域在档农户，不得重复，且不少于规定户数。',
    constraints: ['credit_sample_customer_id_key'],
  },
  'credit-area.sample_deviates': {
    status: 409,
    en: 'An inspection does not pass with more files that do not hold than the rules allow.',
    zh: '不符户数超过允许数量，验收不得通过。',
  },
  'credit-area.date': {
    status: 422,
    en: 'The date lies outside what this step allows: an inspection between check and today, a standing or improvement ahead.',
    zh: '日期超出允许范围：验收日应在自查日与今日之间，有效期与整改期限应在今日或以后。',
  },
  'credit-area.plaque_taken': {
    status: 409,
    en: 'A plaque of this number exists.',
    zh: '该牌匾编号已使用。',
    field: 'plaqueNumber',
    constraints: ['credit_area_plaque_number_key'],
  },
  'credit-area.period_overlaps': {
    status: 409,
    en: 'There is a standing in force in this period.',
    zh: '该期间已有有效的信用称号。',
    field: 'validFrom',
    constraints: ['credit_area_period_excl'],
  },
});
