import { z } from 'zod';
import type { Emit } from '../../../kernel/commands/command.ts';
import { command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import {
  changeLoan,
  type LoanRow,
  loanObjects,
  onLoan,
  requireAllowed,
} from '../../loans/index.ts';
import { silentSince } from '../asking-rules.ts';
import { instructionOf } from '../instruction.ts';
import { lockLoanOf } from '../reports.ts';
import { changeDrawing, type DisbursementRow, openDrawing, silentInstructions } from '../stored.ts';

export const askCore = command({
  name: 'loan.ask-core',
  permission: 'loan.ask-core',
  scope: 'references',
  title: { en: 'Ask the core what became of an instruction', zh: '查询放款结果' },
  description: {
    en: 'The core has been silent: the drawing counts as of unknown outcome, and the same instruction is put before the core again. It never becomes a second instruction.',
    zh: '核心逾时未回执：提款标记为结果不明，并以同一指令号再次提请核心处理，绝不产生第二笔指令。',
  },
  on: onLoan,
  input: z.object({}),
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.disbursement-asked'],
  errors: ['loan.illegal_transition', 'loan.no_drawing_at_this_step', 'loan.core_asked'],
  async handler(tx, _input, { target: loan, actor, emit, now, today }) {
    requireAllowed(loan, 'ask-core', actor);
    const drawing = await openDrawing(tx, loan);
    if (!isSilent(drawing, silentSince(now, today))) throw refuse('loan.core_asked');
    await ask(tx, { loan, drawing, now }, emit);
    return { loan: loan.id };
  },
});

const isSilent = ({ asked_at, instructed_at }: DisbursementRow, since: Date): boolean => {
  const heard = asked_at ?? instructed_at;
  return heard !== null && heard < since;
};

type Asking = { loan: LoanRow; drawing: DisbursementRow; now: Date };

async function ask(tx: Tx, { loan, drawing, now }: Asking, emit: Emit): Promise<void> {
  const asked = { asked_at: now, asked_times: drawing.asked_times + 1 };
  await changeDrawing(tx, drawing, { ...asked, status: 'UNKNOWN' });
  const version = await changeLoan(tx, loan, { drawing_status: 'UNKNOWN' });
  const data = { ...instructionOf(loan, drawing), askedTimes: asked.asked_times };
  emit('loan.disbursement-asked', loanObjects(loan, version), data);
}

/** So many at a time: their loans are locked together. */
const MOST_ASKED = 100;

export const askAboutSilent = command({
  name: 'disbursement.ask-silent',
  permission: 'loan.ask-core',
  scope: 'institution',
  title: { en: 'Ask the core about all it has not answered', zh: '批量查询未回执指令' },
  description: {
    en: 'Asks about every instruction the core has been silent on for longer than the rules allow, a hundred at a time; `left` says whether there are more.',
    zh: '对超过规定时限未回执的全部放款指令逐一查询，每次最多一百笔，left 表示是否还有剩余。',
  },
  input: z.object({}),
  result: z.object({ asked: z.number().int(), left: z.boolean() }),
  acts: ['loan.disbursement-asked', 'disbursement.silence-looked-for'],
  errors: [],
  async handler(tx, _input, { actor, emit, now, today }) {
    const { institutionId } = actor;
    const since = silentSince(now, today);
    const silent = await silentInstructions(tx, { institutionId, since, most: MOST_ASKED });
    let asked = 0;
    for (const instruction of silent) {
      const loan = await lockLoanOf(tx, institutionId, { instruction, loanCode: null });
      // Answered while we waited for the lock.
      if (!loan?.drawing_status || loan.instruction !== instruction) continue;
      const drawing = await openDrawing(tx, loan);
      if (!isSilent(drawing, since)) continue;
      await ask(tx, { loan, drawing, now }, emit);
      asked += 1;
    }
    const object = { type: 'Institution', id: institutionId };
    emit('disbursement.silence-looked-for', [object], { asked });
    return { asked, left: silent.length === MOST_ASKED };
  },
});

const MOST_PARTS = 1_000;

/** Through the day: nothing the core forgot stays forgotten. */
export const askSilentOften: Job = {
  name: 'disbursement.ask-silent',
  title: { en: 'Ask the core about unanswered instructions', zh: '查询未回执的放款指令' },
  cron: '*/15 * * * *',
  often: true,
  kinds: ['BANK'],
  commands: ['disbursement.ask-silent'],
  async run({ perform, signal }) {
    let asked = 0;
    for (let part = 0; part < MOST_PARTS && !signal.aborted; part += 1) {
      const done = await perform('disbursement.ask-silent', {}, String(part));
      asked += Number(done.asked);
      if (!done.left) break;
    }
    return { asked };
  },
};
