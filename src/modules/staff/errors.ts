import { defineErrors } from '../../kernel/errors.ts';

export const staffErrors = defineErrors({
  'staff.already_officer': {
    status: 409,
    en: 'The person is already an officer.',
    zh: '该人员已是网格人员。',
    constraints: ['officer_person_id_key'],
  },
  'staff.person_unfit': {
    status: 422,
    en: 'Only a person who works here can be an officer, not a machine or someone who has left.',
    zh: '网格人员须为在岗的自然人。',
  },
  'staff.not_officer': {
    status: 422,
    en: 'The person is not an officer in service; enlist them first.',
    zh: '该人员不是在任网格人员，请先登记。',
    constraints: [
      'assignment_person_id_fkey',
      'staff_leave_person_id_fkey',
      'staff_leave_stand_in_id_fkey',
      'hand_over_from_person_id_fkey',
      'hand_over_to_person_id_fkey',
      'training_person_id_fkey',
    ],
  },
  'staff.kind_not_responsible': {
    status: 422,
    en: 'Instructors, informants and volunteers help a grid as members; they do not answer for it.',
    zh: '网格指导员、信息员、志愿者只能作为协办成员，不能担任A岗、B岗或顶岗。',
  },
  'staff.still_assigned': {
    status: 409,
    en: 'The officer still serves a grid, now or later; end that or hand it over first.',
    zh: '该人员尚有任岗，请先终止或交接。',
  },
  'staff.out_of_territory': {
    status: 403,
    en: 'The officer serves grids outside your territory.',
    zh: '该人员在您的辖区之外有任岗，无权办理。',
  },
  'staff.primary_taken': {
    status: 409,
    en: 'The grid has a primary in part of the period; a grid has one at any moment.',
    zh: '该网格在此期间已有A岗，同一时间只能有一名A岗。',
    constraints: ['assignment_primary_excl'],
  },
  'staff.already_on_grid': {
    status: 409,
    en: 'The person already serves this grid in part of the period.',
    zh: '该人员在此期间已在本网格任岗。',
    constraints: ['assignment_person_excl'],
  },
  'staff.period': {
    status: 422,
    en: 'The period must end after it starts.',
    zh: '终止日须晚于起始日。',
    constraints: ['assignment_valid_to_check', 'staff_leave_valid_to_check'],
  },
  'staff.outside_grid_period': {
    status: 422,
    en: 'The grid does not exist for the whole period.',
    zh: '网格在此期间并非始终有效。',
  },
  'staff.backup_not_neighbour': {
    status: 422,
    en: 'A backup is primary of a neighbouring grid: inside the same grid or adjoining. Give a reason to make an exception.',
    zh: 'B岗须为同一上级网格内或相邻网格的A岗；确需例外的，请说明理由。',
  },
  'staff.past_needs_reason': {
    status: 422,
    en: 'This changes who answered for grids in the past; give a reason.',
    zh: '该操作涉及过去的责任归属，须说明理由。',
  },
  'staff.assignment_ended': {
    status: 409,
    en: 'The assignment already ends on or before that day.',
    zh: '该任岗已于该日或之前终止。',
  },
  'staff.leave_overlap': {
    status: 409,
    en: 'The officer is already away in part of the period.',
    zh: '该人员在此期间已请假。',
    constraints: ['staff_leave_period_excl'],
  },
  'staff.leave_ended': {
    status: 409,
    en: 'The leave already ends on or before that day.',
    zh: '该请假已于该日或之前结束。',
  },
  'staff.own_stand_in': {
    status: 422,
    en: 'Nobody stands in for themselves.',
    zh: '不能由本人顶岗。',
    constraints: ['staff_leave_stand_in_id_check'],
  },
  'staff.hand_over_open': {
    status: 409,
    en: 'Another hand-over of this grid waits to be accepted.',
    zh: '该网格已有待接收的交接。',
    constraints: ['hand_over_open_key'],
  },
  'staff.hand_over_to_self': {
    status: 422,
    en: 'A grid is handed over to somebody else.',
    zh: '移交人与接收人不能是同一人。',
    constraints: ['hand_over_sides_check'],
  },
  'staff.hand_over_not_yours': {
    status: 403,
    en: 'Only the two sides of a hand-over, or a manager of the grid, may do this.',
    zh: '仅交接双方或网格管理员可以办理。',
  },
  'staff.hand_over_own_acceptance': {
    status: 403,
    en: 'Who proposed a hand-over does not accept it.',
    zh: '发起人不得自行接收。',
    constraints: ['hand_over_accepted_by_other_check'],
  },
  'staff.hand_over_decided': {
    status: 409,
    en: 'The hand-over has already been decided.',
    zh: '该交接已处理。',
  },
  'staff.hand_over_late': {
    status: 409,
    en: 'The effective date has passed; withdraw the hand-over and propose it anew.',
    zh: '生效日期已过，请撤回后重新发起。',
  },
  'staff.not_primary': {
    status: 409,
    en: 'The giver is not the primary of the grid on that day.',
    zh: '移交人当日不是该网格的A岗。',
  },
  'staff.training_recorded': {
    status: 409,
    en: 'This training of the officer is already recorded.',
    zh: '该培训记录已存在。',
    constraints: ['training_topic_key'],
  },
  'staff.future_training': {
    status: 422,
    en: 'Training is recorded when it has been held.',
    zh: '培训须在举办之后登记。',
  },
});
