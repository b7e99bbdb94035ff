import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import {
  bring,
  EVIDENCE,
  keyOf,
  openLending,
  readLoan,
  registerHousehold,
} from '../loans/lending.ts';

/** Security that another household stands for: offering it has tests of its own. */
async function stand(app: TestApp, loan: string, guarantor: string): Promise<string> {
  const id = newId();
  await app.owner(
    `insert into loan_guarantee (institution_id, id, loan_id, kind, amount_fen, guarantor_id,
       offered_by, offered_on)
     select institution_id, $2, id, 'GUARANTEE', 1000000, $3, created_by, '2026-03-02'
     from loan where id = $1`,
    [keyOf(loan), id, keyOf(guarantor)],
  );
  return `loanguarantee_${id}`;
}

test('whoever stands for a loan signs as well; the contract is signed once all have', async (t) => {
  const app = await testApp(t);
  const lending = await openLending(app);
  const { zhang: officer } = lending;
  const terms = { amount: '3000.00' };
  const loan = await bring(app, lending, { to: 'APPROVED', terms });
  const other = await bring(app, lending, { to: 'APPROVED', terms });
  const neighbour = await registerHousehold(officer, lending.grid);
  const guaranteeId = await stand(app, loan, neighbour);
  const foreign = await stand(app, other, neighbour);
  await officer.command('loan.disclose-cost', { id: loan, channel: 'ON_SITE' });
  await officer.command('loan.confirm-cost', { id: loan, evidenceSha256: EVIDENCE });
  const signing = {
    id: loan,
    method: 'FACE_TO_FACE',
    signedAt: '2026-03-02T10:00:00+08:00',
    evidenceSha256: EVIDENCE,
  };
  await officer.command('loan.sign', signing);
  t.match((await readLoan(app, loan, 'status signedOn')).loan, {
    status: 'APPROVED',
    signedOn: null,
  });
  t.match(await officer.refused('loan.sign', signing), { code: 'loan.signed_already' });
  const stranger = await officer.refused('loan.sign', { ...signing, guaranteeId: foreign });
  t.match(stranger, { code: 'loan.not_a_party', path: ['guaranteeId'] });
  await officer.command('loan.sign', { ...signing, guaranteeId });
  const fields = `status signedOn steps(last: 2, order: NUMBER) { nodes { action toStatus } }
    signatures(first: 5) { nodes { party partyNumber guarantee { id } } }`;
  t.match((await readLoan(app, loan, fields)).loan, {
    status: 'SIGNED',
    signedOn: '2026-03-02',
    steps: { nodes: [{ action: 'SIGN', toStatus: 'APPROVED' }, { toStatus: 'SIGNED' }] },
    signatures: {
      nodes: [
        { party: 'BORROWER', guarantee: null },
        { party: 'GUARANTOR', partyNumber: 1, guarantee: { id: guaranteeId } },
      ],
    },
  });
});
