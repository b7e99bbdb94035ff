import { sql } from 'kysely';
import {
  from,
  type Noun,
  one,
  oneOf,
  type Row,
  refersTo,
  type Sql,
  through,
  until,
} from '../../kernel/queries/noun.ts';

/** Rows of an officer are kept by person, like those of anyone else who works here. */
const samePerson = (owner: Row, target: Row): Sql =>
  sql`${target('person_id')} = ${owner('person_id')}`;

const officer: Noun = {
  type: 'Officer',
  table: 'officer',
  permission: 'staff.read',
  scope: 'institution',
  edges: {
    person: one('Person', 'person_id'),
    assignments: through('Assignment', samePerson),
    leaves: through('Leave', samePerson),
    trainings: through('Training', samePerson),
  },
  filters: {
    person: refersTo('person_id', 'Person', 'This person. 人员'),
    kind: oneOf('kind', 'OfficerKind', 'One of these kinds. 类别'),
    status: oneOf('status', 'OfficerStatus', 'One of these states. 状态'),
  },
};

const assignment: Noun = {
  type: 'Assignment',
  table: 'assignment',
  permission: 'staff.read',
  scope: { via: 'grid' },
  temporal: true,
  edges: {
    grid: one('Grid', 'grid_id'),
    person: one('Person', 'person_id'),
    officer: through('Officer', samePerson),
  },
  filters: {
    grid: refersTo('grid_id', 'Grid', 'Of this grid. 网格'),
    person: refersTo('person_id', 'Person', 'Of this person. 人员'),
    role: oneOf('role', 'AssignmentRole', 'One of these roles. 岗位'),
  },
};

const leave: Noun = {
  type: 'Leave',
  table: 'staff_leave',
  permission: 'staff.read',
  scope: 'institution',
  temporal: true,
  edges: { person: one('Person', 'person_id'), standIn: one('Person', 'stand_in_id') },
  filters: {
    person: refersTo('person_id', 'Person', 'Of this person. 请假人'),
    standIn: refersTo('stand_in_id', 'Person', 'Covered by this person. 顶岗人'),
  },
};

const handOver: Noun = {
  type: 'HandOver',
  table: 'hand_over',
  permission: 'staff.read',
  // The receiver does not see the grid yet, so a hand-over is visible without it.
  scope: 'institution',
  edges: {
    grid: one('Grid', 'grid_id'),
    fromPerson: one('Person', 'from_person_id'),
    toPerson: one('Person', 'to_person_id'),
    proposedBy: one('Person', 'proposed_by_id'),
    decidedBy: one('Person', 'decided_by_id'),
    assignment: one('Assignment', 'assignment_id'),
  },
  filters: {
    status: oneOf('status', 'HandOverStatus', 'One of these states. 状态'),
    grid: refersTo('grid_id', 'Grid', 'Of this grid. 网格'),
    from: refersTo('from_person_id', 'Person', 'Given by this person. 移交人'),
    to: refersTo('to_person_id', 'Person', 'Taken by this person. 接收人'),
  },
};

const training: Noun = {
  type: 'Training',
  table: 'training',
  permission: 'staff.read',
  scope: 'institution',
  edges: { person: one('Person', 'person_id') },
  filters: {
    person: refersTo('person_id', 'Person', 'Of this person. 人员'),
    heldFrom: from('held_on', 'Date', 'On this day or later. 起始日'),
    heldTo: until('held_on', 'Date', 'Before this day. 截止日（不含）'),
  },
  orders: { HELD: { columns: ['held_on'] } },
};

export const staffNouns = [officer, assignment, leave, handOver, training];
