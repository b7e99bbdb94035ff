import { defineErrors } from '../../kernel/errors.ts';

export const changeErrors = defineErrors({
  'loan.not_written_off': {
    status: 409,
    en: 'The loan had not been written off by that day: what came in is a repayment.',
    zh: '该日该贷款尚未核销，应作为还款入账。',
  },
  'loan-change.loan_not_active': {
    status: 409,
    en: 'The loan is not paid out, or has been settled.',
    zh: '贷款尚未发放或已结清。',
  },
  'loan-change.nothing_owed': {
    status: 409,
    en: 'No principal of the loan is outstanding, or it has been written off.',
    zh: '贷款无未还本金或已核销。',
  },
  'loan-change.proposed_already': {
    status: 409,
    en: 'Another change of this loan waits to be decided.',
    zh: '该贷款已有待审批的变更。',
    constraints: ['loan_change_proposed_key'],
  },
  'loan-change.terms': {
    status: 422,
    en: 'An extension names months; a restructuring months, method and rate; a write-off none of them.',
    zh: '展期须填写月数；重组须填写期限、还款方式和利率；核销均不填。',
    constraints: ['loan_change_terms_check'],
  },
  'loan-change.ground': {
    status: 422,
    en: 'This is no ground for this kind of change.',
    zh: '该原因不适用于此类变更。',
  },
  'loan-change.matured': {
    status: 409,
    en: 'An extension is granted before the loan matures.',
    zh: '展期须在贷款到期前办理。',
  },
  'loan-change.is_restructuring': {
    status: 409,
    en: 'A loan that is overdue or not classed as normal is restructured, not extended.',
    zh: '已逾期或非正常类贷款的期限调整属于重组，不得按展期办理。',
  },
  'loan-change.too_long': {
    status: 422,
    en: 'Longer than the rules allow; `details` names the months left.',
    zh: '超过规定期限，details 列出可用月数。',
  },
  'loan-change.dearer': {
    status: 422,
    en: 'New terms for a borrower in need do not cost more than the old.',
    zh: '重组后的利率不得高于原利率。',
  },
  'loan-change.drawing_under_way': {
    status: 409,
    en: 'A drawing of the loan is under way: it is cancelled or answered by the core before the loan is written off.',
    zh: '该贷款有在途提款，须先撤销或取得核心系统结果，方可核销。',
  },
  'loan-change.not_lost': {
    status: 409,
    en: 'Only loans of the classes `details` names are written off on this ground.',
    zh: '以该原因核销的贷款须为 details 所列分类。',
  },
  'loan-change.not_pursued': {
    status: 409,
    en: 'Nothing is written off that nobody demanded: no letter arrived and no court has it.',
    zh: '未有送达的催收函或诉讼记录，不得核销。',
  },
  'loan-change.not_overdue_enough': {
    status: 409,
    en: 'The delay is shorter than the rules ask for.',
    zh: '逾期天数未达到规定。',
  },
  'loan-change.decided': {
    status: 409,
    en: 'The change has been decided or taken back.',
    zh: '该变更已审批或已撤回。',
  },
  'loan-change.not_own': {
    status: 403,
    en: 'Only who proposed it takes it back.',
    zh: '仅申请人可撤回。',
  },
  'loan-change.consent_missing': {
    status: 409,
    en: 'Not everybody who stands for the loan has agreed in writing; `loan-change.record-consent` writes it down.',
    zh: '担保人尚未全部书面同意，请以 loan-change.record-consent 登记。',
    constraints: ['loan_change_consented_check'],
  },
  'loan-change.no_guarantor': {
    status: 422,
    en: 'This customer does not stand for the loan.',
    zh: '该客户不是本笔贷款的担保人。',
  },
  'loan-change.consent_recorded': {
    status: 409,
    en: 'The consent of this guarantor is on record.',
    zh: '该担保人的同意已登记。',
    constraints: ['loan_change_consent_guarantor_id_key'],
  },
  'loan-change.same_person': {
    status: 403,
    en: 'Whoever proposed a change does not decide it.',
    zh: '申请人不得审批本人提出的变更。',
    constraints: ['loan_change_two_people_check'],
  },
  'loan-change.own_loan': {
    status: 403,
    en: 'Whoever investigated a loan does not decide on changing it, nor whoever had any part in granting it on writing it off.',
    zh: '贷款调查人不得审批该笔贷款的变更，参与其审查、审批、放款的人员不得审批其核销。',
    constraints: ['loan_change_vote_separation_check'],
  },
  'loan-change.no_authority': {
    status: 409,
    en: 'The authority matrix has no rule for this change, so nobody may decide it.',
    zh: '授权矩阵没有适用于本项变更的规则，无人有权审批。',
    constraints: ['loan_change_carried_check', 'loan_change_vote_level_held_check'],
  },
  'loan-change.no_seat': {
    status: 403,
    en: 'You are not among those who decide at this level.',
    zh: '您不在本审批层级的有权审批人之列。',
  },
  'loan-change.voted_already': {
    status: 409,
    en: 'You, or somebody in the seats you have, voted on this change already.',
    zh: '您或您可代行的席位已就本项变更表决。',
    constraints: ['loan_change_vote_person_id_key', 'loan_change_vote_seat_of_key'],
  },
  'loan-change.level_votes': {
    status: 409,
    en: 'This level decides by votes: vote on it.',
    zh: '本层级为集体表决，请投票。',
  },
  'loan-change.level_single': {
    status: 409,
    en: 'This level is decided by one person: approve or reject it.',
    zh: '本层级为单人审批，请直接批准或否决。',
  },
  'loan-change.seat_kept': {
    status: 409,
    en: 'The last seat is kept for somebody with a veto who has not been heard.',
    zh: '最后一席留给尚未表决的一票否决岗位。',
  },
  'loan-change.above_limit': {
    status: 403,
    en: 'The principal is above your approval limit.',
    zh: '未还本金超出您的审批权限。',
  },
});
