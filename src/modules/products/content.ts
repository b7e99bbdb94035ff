/**
 * A loan product as data: who may borrow, for what, how much, for how long, at what rate and cost,
 * against which security and papers. Banks' products differ, so nothing of them is code. This file
 * is the documented format 1; what a shape cannot say is checked by `productProblems`.
 */
import { z } from 'zod';
import {
  CustomerKind,
  LoanChannel,
  LoanDayCount,
  LoanDocumentKind,
  LoanDocumentStage,
  LoanFundUse,
  LoanGuaranteeKind,
  LoanPaymentMethod,
  LoanRateType,
  LoanRepaymentMethod,
  LoanRuleBook,
  PrimeRateTenor,
} from '../../generated/enums.ts';
import { charge, subsidy } from './charges.ts';
import { code, fen, label, MOST, months, percent, points } from './content-values.ts';
import { investigationSchema } from './investigation.ts';

const borrower = z.strictObject({
  kind: z.enum(CustomerKind),
  book: z.enum(LoanRuleBook).describe('The rule book their payments fall under. 适用办法'),
});

const use = z.strictObject({
  fundUse: z.enum(LoanFundUse),
  industries: z
    .array(z.string().regex(/^[A-T]\d{0,4}$/))
    .max(MOST.industries)
    .default([])
    .describe('GB/T 4754 codes or their beginnings; none is any industry. 准入行业'),
  maximumMonths: months.describe('Longest term for this use. 最长期限（月）'),
});

const rate = z
  .strictObject({
    type: z.enum(LoanRateType),
    minimum: percent.describe('Floor, percent a year, inclusive. 利率下限'),
    maximum: percent.describe('Cap, percent a year, inclusive. 利率上限'),
    prime: z
      .strictObject({
        tenors: z
          .array(z.strictObject({ upToMonths: months, tenor: z.enum(PrimeRateTenor) }))
          .min(1)
          .max(MOST.tenors)
          .describe('Which prime rate a term goes by: the first that reaches it. 参照品种'),
        minimumSpread: points,
        maximumSpread: points,
        repricing: z
          .enum(['NEVER', 'YEARLY_ON_ANNIVERSARY', 'YEARLY_ON_FIRST_OF_JANUARY'])
          .describe('When the rate follows the prime rate again. 重定价方式'),
      })
      .optional()
      .describe('For LPR_FLOATING: the rate is the prime rate plus a spread. LPR 加点'),
  })
  .describe('How the rate is set. 利率');

const earlyRepayment = z.strictObject({
  choices: z
    .array(z.enum(['SHORTEN_TERM', 'LOWER_INSTALMENT']))
    .max(2)
    .describe(
      'What a partial one may change; none where only the whole may be repaid. 提前还款选择',
    ),
  minimumFen: fen.prefault('0').describe('Smallest partial one. 部分还款起点（分）'),
});

const guarantees = z
  .strictObject({
    unsecuredFen: fen.describe('What may stay without security. 信用部分上限（分）'),
    kinds: z
      .array(
        z.strictObject({
          kind: z.enum(LoanGuaranteeKind).exclude(['CREDIT']),
          advancePercent: percent
            .default('100')
            .describe('Of the value of collateral, how much may be lent against it. 抵质押率（%）'),
        }),
      )
      .max(LoanGuaranteeKind.length)
      .describe('Security that is taken; none where none may be asked for. 可接受担保'),
  })
  .describe('How a loan is secured. 担保');

const document = z
  .strictObject({
    kind: z.enum(LoanDocumentKind),
    by: z.enum(LoanDocumentStage).describe('It is there before this. 提交时点'),
    when: z
      .strictObject({
        aboveFen: fen.optional(),
        fundUse: z.enum(LoanFundUse).optional(),
        guarantee: z.enum(LoanGuaranteeKind).optional(),
        paymentMethod: z.enum(LoanPaymentMethod).optional(),
      })
      .optional()
      .describe('Asked for only when all this holds of the loan. 适用条件'),
  })
  .describe('A paper of the application. 申请资料');

/** The shape of a product. Amounts are fen as text and become bigint when read. */
export const productSchema = z
  .strictObject({
    format: z.literal(1),
    code,
    name: label,
    sample: z
      .boolean()
      .default(false)
      .describe("Came with the software and stands for no bank's policy. 示例"),
    legalBasis: label.describe('Rules it follows. 依据'),
    programme: z
      .enum(['POVERTY_RELIEF'])
      .optional()
      .describe('A state programme with rules of its own: 脱贫人口小额信贷. 政策性专项'),
    channels: z.array(z.enum(LoanChannel)).min(1).max(LoanChannel.length),
    borrowers: z.array(borrower).min(1).max(CustomerKind.length),
    uses: z.array(use).min(1).max(LoanFundUse.length),
    minimumFen: fen,
    maximumFen: fen,
    standAloneFen: fen.describe(
      'Largest sum of a borrower’s loans without a rating in force. 无评级限额（分）',
    ),
    rate,
    repaymentMethods: z.array(z.enum(LoanRepaymentMethod)).min(1).max(LoanRepaymentMethod.length),
    atMaturityMonths: months.describe(
      'Longest term repaid in one payment: longer loans need instalments. 一次还本付息最长期限（月）',
    ),
    dayCount: z.enum(LoanDayCount),
    rounding: z
      .enum(['HALF_UP', 'HALF_EVEN', 'DOWN'])
      .default('HALF_UP')
      .describe('Of interest, to whole fen. 利息舍入方式'),
    allocation: z
      .array(z.enum(['PENALTY', 'INTEREST', 'PRINCIPAL']))
      .length(3)
      .default(['PENALTY', 'INTEREST', 'PRINCIPAL'])
      .describe('What a repayment settles first, oldest instalment first. 还款冲抵顺序'),
    graceDays: z.int().min(0).max(31).describe('Days late that are not yet overdue. 宽限期（天）'),
    penalty: z
      .strictObject({
        overdueMarkup: percent.describe('On the rate, while overdue. 逾期加收（%）'),
        misuseMarkup: percent.describe('On the rate, for money used otherwise. 挪用加收（%）'),
      })
      .describe('Penalty interest. 罚息'),
    earlyRepayment,
    guarantees,
    documents: z.array(document).max(MOST.documents),
    sections: z
      .array(z.strictObject({ section: code, percent: z.int().min(1).max(100) }))
      .max(MOST.sections)
      .default([])
      .describe('Sections of the file it needs beside those every loan does. 所需档案分节'),
    investigation: investigationSchema
      .optional()
      .describe('Without one the fixed list of checks is signed. 调查内容'),
    noticeRequired: z.boolean().describe('Approved loans are hung out before signing. 是否公示'),
    charges: z.array(charge).max(MOST.charges),
    subsidy: subsidy.optional(),
    riskFund: z
      .strictObject({ payer: label, share: percent })
      .optional()
      .describe('Who bears which percent of a loss. 风险补偿'),
  })
  .describe('A loan product. 贷款产品');

export type LoanProduct = z.output<typeof productSchema>;
/** As an author writes it, and as it is stored. */
export type ProductContent = z.input<typeof productSchema>;
export type RequiredDocument = LoanProduct['documents'][number];

export type Read = { ok: true; product: LoanProduct } | { ok: false; paths: (string | number)[][] };

/** Reads content of format 1; on failure the path of every fault. */
export function parseProduct(content: unknown): Read {
  const result = productSchema.safeParse(content);
  if (result.success) return { ok: true, product: result.data };
  const paths = result.error.issues.map(({ path }) =>
    path.map((part) => (typeof part === 'number' ? part : String(part))),
  );
  return { ok: false, paths };
}

/** A product as JSON of format 1 again, defaults written out. */
export const contentOf = (product: LoanProduct): string =>
  JSON.stringify(product, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
