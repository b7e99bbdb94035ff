import { defineErrors } from '../../kernel/errors.ts';

export const ratingErrors = defineErrors({
  'scorecard.malformed': {
    status: 422,
    en: 'The scorecard does not have the shape of format 1; `path` names the fault.',
    zh: '评分表格式不符合 format 1，path 指出有误之处。',
  },
  'scorecard.invalid': {
    status: 422,
    en: 'The scorecard has problems; `details.problems` lists them all.',
    zh: '评分表存在问题，详见 details.problems。',
  },
  'scorecard.edition_taken': {
    status: 409,
    en: 'This edition of the scorecard is published already.',
    zh: '该版次的评分表已发布。',
    constraints: ['scorecard_edition_key'],
  },
  'scorecard.edition_order': {
    status: 409,
    en: 'A later edition starts on that day or after it; a new edition starts later than all others.',
    zh: '已有生效日不早于该日的版次，新版次须晚于全部已有版次生效。',
    field: 'validFrom',
    constraints: ['scorecard_period_excl', 'scorecard_valid_to_check'],
  },
  'scorecard.valid_from_past': {
    status: 422,
    en: 'A scorecard starts today or later, not in the past.',
    zh: '评分表生效日期不得早于今日。',
  },
  'scorecard.kind_changed': {
    status: 422,
    en: 'Every edition of a scorecard rates the same kind of customer.',
    zh: '同一评分表各版次适用的客户类型须一致。',
  },
  'scorecard.published': {
    status: 409,
    en: 'A published scorecard is never edited; publish a new edition.',
    zh: '已发布的评分表不得修改，请发布新版次。',
    constraints: ['scorecard_published_check'],
  },
  'scorecard.not_draft': {
    status: 409,
    en: 'The scorecard is no draft any more.',
    zh: '该评分表已不是草稿。',
  },
  'scorecard.not_in_use': {
    status: 409,
    en: 'Only a published scorecard without an end is retired.',
    zh: '只能停用已发布且未设终止日的评分表。',
  },
  'scorecard.valid_to_past': {
    status: 422,
    en: 'A scorecard ends today or later, and after its first day.',
    zh: '停用日不得早于今日，且须晚于生效日。',
  },
  'scorecard.code_changed': {
    status: 409,
    en: 'A draft keeps its code; draft another card instead.',
    zh: '草稿代码不得更改，请另行起草。',
  },
  'scorecard.one_source': {
    status: 422,
    en: 'Give either the draft or the content, not both.',
    zh: '草稿与内容二者须且只须给出其一。',
  },
  'rating.panel_input': {
    status: 422,
    en: 'Only a closed village panel answers this.',
    zh: '该项只能由已结束的村组评议给出。',
  },
  'rating.scorecard_missing': {
    status: 409,
    en: 'No scorecard for this kind of customer is in force today.',
    zh: '今日没有适用于该类客户的评分表。',
  },
  'rating.scorecard_ambiguous': {
    status: 422,
    en: 'Several scorecards for this kind of customer are in force; name one.',
    zh: '有多张适用的评分表，请指定一张。',
  },
  'rating.scorecard_unfit': {
    status: 422,
    en: 'The scorecard rates another kind of customer, or is not in force today.',
    zh: '评分表不适用于该类客户，或今日不在使用中。',
  },
  'rating.inputs_missing': {
    status: 422,
    en: 'Answers the scorecard needs are missing; `details.missing` names them.',
    zh: '评分所需信息缺失，详见 details.missing。',
  },
  'rating.inputs_invalid': {
    status: 422,
    en: 'The answers cannot be rated; `details.findings` says why.',
    zh: '所填信息无法评级，详见 details.findings。',
  },
  'rating.input_on_file': {
    status: 422,
    en: "The customer's file answers this differently; revise the file first.",
    zh: '所填信息与客户档案不一致，请先更新档案。',
  },
  'rating.listed_twice': {
    status: 422,
    en: 'The list names the customer twice.',
    zh: '名单中客户重复。',
  },
  'rating.unchanged': {
    status: 409,
    en: 'The customer has a rating by this edition from the very same answers.',
    zh: '该客户已有同版次、同输入的评级。',
  },
  'rating.decision_awaited': {
    status: 409,
    en: 'A rating of this customer awaits a decision.',
    zh: '该客户有待决定的评级。',
  },
  'rating.decided': {
    status: 409,
    en: 'Nothing is to be decided about this rating.',
    zh: '该评级无须决定。',
  },
  'rating.separation_of_duties': {
    status: 403,
    en: 'Whoever rated does not decide or adjust.',
    zh: '评级人不得作出决定或调整等级。',
    constraints: ['rating_decided_by_check', 'rating_adjusted_by_check'],
  },
  'rating.one_territory': {
    status: 422,
    en: 'Name either a grid or an area.',
    zh: '网格与区划代码二者须且只须给出其一。',
  },
  'rating.not_in_force': {
    status: 409,
    en: 'Only the rating in force today is adjusted.',
    zh: '只能调整今日有效的评级。',
  },
  'rating.grade_unknown': {
    status: 422,
    en: 'The scorecard has no such grade.',
    zh: '评分表没有该等级。',
  },
  'rating.grade_unchanged': {
    status: 422,
    en: 'The rating has this grade already.',
    zh: '该评级已是此等级。',
  },
  'rating.adjustment_too_far': {
    status: 422,
    en: 'The grade is further from the computed one than the rule allows; `details` names the rule.',
    zh: '调整幅度超过规则允许的范围，详见 details。',
  },
  'rating.rule_period': {
    status: 409,
    en: 'A rule starts today or later, after the one in force, and before none already planned.',
    zh: '规则应自今日或以后生效，晚于现行规则，且不得与已设定的后续规则重叠。',
    field: 'validFrom',
    constraints: ['rating_consent_rule_period_excl', 'rating_consent_rule_valid_to_check'],
  },
  'rating.rule_code_taken': {
    status: 409,
    en: 'The institution has a rule of this code.',
    zh: '本机构已有此编码的规则。',
    field: 'code',
    constraints: ['rating_consent_rule_code_key'],
  },
  'rating.overlap': {
    status: 409,
    en: 'Another rating of the customer is in force in that period.',
    zh: '该客户在此期间已有有效评级。',
    constraints: ['rating_period_excl'],
  },
});
