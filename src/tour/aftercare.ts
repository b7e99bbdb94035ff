import { type Client, listAt, textAt } from './client.ts';
import type { Founded } from './founding.ts';

const DUE = `query ($loan: ID!) {
  loanChecks(first: 1, filter: { loan: $loan, status: [DUE] }) { nodes { id kind dueOn } }
}`;

/** The first check after the money went out: asked for by rule, answered from papers. */
export async function checkUseOfFunds(
  client: Client,
  { cast }: Founded,
  { loan, today }: { loan: string; today: string },
): Promise<void> {
  await client.post(cast.administrator, '/v1/loan-checks/plan', {});
  const [check] = listAt(await client.graphql(cast.officer, DUE, { loan }), 'loanChecks', 'nodes');
  const findings = {
    way: 'RECORDS',
    checkedOn: today,
    contact: 'REACHED',
    fundUse: 'AS_AGREED',
    proven: '18600.00',
    conclusion: 'NORMAL',
    evidence: ['0'.repeat(64)],
  };
  const path = `/v1/loan-checks/${textAt(check ?? null, 'id')}`;
  await client.refused(cast.officer, `${path}/record`, 'loan-check.fund_use_required', {
    ...findings,
    fundUse: undefined,
  });
  await client.change(cast.officer, path, 'record', { body: findings });
}
