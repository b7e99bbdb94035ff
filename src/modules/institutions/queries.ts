import { contains, is, many, type Noun, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const institution: Noun = {
  type: 'Institution',
  table: 'institution',
  permission: 'institution.read',
  scope: 'institution',
  edges: { outlets: many('Outlet', 'institution_id') },
};

const outlet: Noun = {
  type: 'Outlet',
  table: 'outlet',
  permission: 'outlet.read',
  scope: 'institution',
  edges: {
    parent: one('Outlet', 'parent_id'),
    children: many('Outlet', 'parent_id'),
    appointments: many('Appointment', 'outlet_id'),
  },
  filters: {
    code: is('code', 'String', 'Exactly this code. 编码'),
    level: oneOf('level', 'OutletLevel', 'One of these levels. 层级'),
    status: oneOf('status', 'OutletStatus', 'One of these states. 状态'),
    parent: refersTo('parent_id', 'Outlet', 'Directly below this outlet. 上级网点'),
    nameContains: contains('name', 'Part of the name. 名称包含'),
  },
  orders: { CODE: { columns: ['code'], unique: true } },
};

const person: Noun = {
  type: 'Person',
  table: 'person',
  permission: 'person.read',
  scope: 'institution',
  edges: { appointments: many('Appointment', 'person_id') },
  filters: {
    code: is('code', 'String', 'Exactly this code. 工号'),
    status: oneOf('status', 'PersonStatus', 'One of these states. 状态'),
    nameContains: contains('name', 'Part of the name. 姓名包含'),
  },
  orders: { CODE: { columns: ['code'], unique: true } },
};

const role: Noun = {
  type: 'Role',
  table: 'role',
  permission: 'role.read',
  scope: 'institution',
};

const appointment: Noun = {
  type: 'Appointment',
  table: 'appointment',
  permission: 'person.read',
  scope: 'institution',
  temporal: true,
  edges: {
    person: one('Person', 'person_id'),
    role: one('Role', 'role_id'),
    outlet: one('Outlet', 'outlet_id'),
  },
  filters: {
    person: refersTo('person_id', 'Person', 'Held by this person. 人员'),
    role: refersTo('role_id', 'Role', 'Of this role. 角色'),
    outlet: refersTo('outlet_id', 'Outlet', 'At this outlet. 网点'),
  },
};

const approvalRequest: Noun = {
  type: 'ApprovalRequest',
  table: 'approval_request',
  permission: 'approval.read',
  scope: 'institution',
  edges: { maker: one('Person', 'maker_id'), checker: one('Person', 'checker_id') },
  filters: {
    status: oneOf('status', 'ApprovalStatus', 'One of these states. 状态'),
    command: is('command', 'String', 'Exactly this command. 命令'),
    maker: refersTo('maker_id', 'Person', 'Asked for by this person. 经办人'),
  },
};

const approvalPolicy: Noun = {
  type: 'ApprovalPolicy',
  table: 'approval_policy',
  permission: 'approval.read',
  scope: 'institution',
};

export const institutionNouns = [
  institution,
  outlet,
  person,
  role,
  appointment,
  approvalRequest,
  approvalPolicy,
];
