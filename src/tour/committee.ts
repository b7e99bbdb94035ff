import { type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';

/** Subjects of the tour's credit committee; its chair has a veto. */
export type Committee = {
  chair: string;
  members: readonly [string, string, string];
};

const MEMBERS = ['梁慎言', '宋明理', '唐公允'] as const;
const ROLE = {
  code: 'CREDIT_COMMITTEE',
  nameEn: 'Member of the credit committee',
  nameZh: '贷审会委员',
  scopeKind: 'INSTITUTION',
  permissions: [
    'customer.read',
    'loan.read',
    'loan.read-findings',
    'authority.read',
    'journal.history',
    'interest-declaration.make',
    'loan.approve',
  ],
};

type Founding = Founded & { issuer: string; run: string; today: string };

/** Who decides is data of the bank: a role of its own, its people, and a matrix two people confirm. */
export async function seatCommittee(client: Client, founding: Founding): Promise<Committee> {
  const { cast } = founding;
  await client.post(cast.administrator, '/v1/roles/define', ROLE);
  const seat = async (name: string, index: number): Promise<string> =>
    appoint(client, founding, { code: `member${index + 1}`, name, role: ROLE.code });
  const members: string[] = [];
  for (const [index, name] of MEMBERS.entries()) members.push(await seat(name, index));
  const [first = '', second = '', third = ''] = members;
  const checker = { code: 'administrator2', name: '方复核', role: 'ADMINISTRATOR' };
  await setMatrix(client, founding, await appoint(client, founding, checker));
  return { chair: cast.approver, members: [first, second, third] };
}

type Seat = { code: string; name: string; role: string };

async function appoint(
  client: Client,
  { cast, issuer, run, today }: Founding,
  { code, name, role }: Seat,
): Promise<string> {
  const { administrator } = cast;
  const registered = await client.post(administrator, '/v1/people/register', {
    code,
    name,
    kind: 'HUMAN',
  });
  const path = `/v1/people/${textAt(registered, 'person')}`;
  const subject = `tour.${run}.${code}`;
  await client.change(administrator, path, 'link-login', { body: { issuer, subject } });
  const roles = await client.get(administrator, '/v1/roles?first=50');
  const found = listAt(roles, 'nodes').find((each) => textAt(each, 'code') === role);
  const roleId = textAt(found ?? null, 'id');
  await client.change(administrator, path, 'appoint', { body: { roleId, validFrom: today } });
  return subject;
}

/** Every loan of the tour's bank goes to the committee: three of four votes, never without the chair. */
const LEVEL = {
  code: 'COMMITTEE',
  name: { en: 'Credit committee', zh: '贷款审查委员会' },
  roles: [ROLE.code, 'LOAN_APPROVER'],
  seats: 4,
  votesFor: 3,
  quorum: 3,
  vetoRoles: ['LOAN_APPROVER'],
  withinOwnLimit: false,
};

async function setMatrix(
  client: Client,
  { cast, run, today }: Founding,
  checker: string,
): Promise<void> {
  const asked = await client.post(cast.administrator, '/v1/authority-matrices/set', {
    code: `TOUR_${run}`,
    legalBasis: '董事会授权决议（导览）',
    validFrom: today,
    content: { rules: [{ code: 'ALL', levels: [LEVEL] }] },
  });
  await client.change(checker, `/v1/approval-requests/${textAt(asked, 'id')}`, 'approve');
}

type Asked = { path: string; loan: string; customer: string };

/** A relative of the borrower keeps out; the others vote, each seeing first what they may do. */
export async function decideTogether(
  client: Client,
  { chair, members }: Committee,
  { path, loan, customer }: Asked,
): Promise<void> {
  const [tied, first, second] = members;
  await client.post(tied, '/v1/interest-declarations/make', {
    customerId: customer,
    ground: 'RELATIVE',
  });
  const voters = [first, second, chair];
  const allowed = `/v1/loans/allowed-actions?loanId=${loan}`;
  for (const voter of [tied, ...voters]) await client.get(voter, allowed);
  const vote = { choice: 'FOR', opinion: '同意' };
  await client.refused(tied, `${path}/vote`, 'loan.recused', vote);
  await client.refused(chair, `${path}/approve`, 'loan.level_votes', { opinion: '同意' });
  for (const voter of voters) await client.change(voter, path, 'vote', { body: vote });
  const query = `query ($id: ID!) { loan(id: $id) { status deliberations(last: 1) { nodes {
    matrixCode ruleCode status votes(first: 10) { nodes { choice opinion person { name } } } } } } }`;
  await client.graphql(chair, query, { id: loan });
}
