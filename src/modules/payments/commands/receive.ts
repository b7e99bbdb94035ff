import { z } from 'zod';
import { CoreReportKind, CoreReportStatus } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  date,
  enumeration,
  machineReference,
  money,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { INBOX_ACTS, receiveReport } from '../inbox.ts';

const REFERENCE = 64;
const EXPLANATION = 256;

export const receiveCoreReport = command({
  name: 'core-report.receive',
  permission: 'core-report.receive',
  scope: 'institution',
  title: { en: 'Take a report of the bank core', zh: '接收核心报送' },
  description: {
    en: 'What became of an instruction, or a repayment, in the core’s own words. It may come late, twice or out of order: the same report counts once, one before its time waits, and one that does not fit (amount, account, unknown loan) is queued for a person. Only what is no report at all is refused.',
    zh: '核心报送放款结果或还款，可迟到、重复或乱序：相同报送只计一次，先到的暂存，不符的（金额、账户、贷款不存在）进入差错队列由人工处理；仅格式错误的报送会被拒绝。',
  },
  input: z.object({
    kind: enumeration('CoreReportKind', CoreReportKind),
    reference: machineReference(REFERENCE),
    instruction: machineReference(REFERENCE).optional(),
    loanCode: machineReference(REFERENCE).optional(),
    amount: money(),
    account: machineReference(REFERENCE).optional(),
    occurredOn: date(),
    explanation: text(EXPLANATION).optional(),
  }),
  result: z.object({
    report: ref('CoreReport'),
    status: enumeration('CoreReportStatus', CoreReportStatus),
    repeated: z.boolean(),
  }),
  acts: INBOX_ACTS,
  errors: ['core-report.unnamed', 'input.invalid'],
  async handler(tx, input, context) {
    const { kind, reference, occurredOn } = input;
    const [needed, name] =
      kind === 'REPAYMENT' ? [input.loanCode, 'loanCode'] : [input.instruction, 'instruction'];
    if (needed === undefined) throw refuse('core-report.unnamed', { path: [name] });
    if (input.amount === 0n) throw refuse('input.invalid', { path: ['amount'] });
    const report = {
      kind,
      reference,
      instruction: kind === 'REPAYMENT' ? null : needed,
      loanCode: input.loanCode ?? null,
      amountFen: input.amount,
      account: input.account ?? null,
      occurredOn,
      explanation: input.explanation ?? null,
    };
    return receiveReport(tx, report, { ...context, target: undefined });
  },
});
