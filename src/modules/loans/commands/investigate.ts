import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { classed, instant, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { together } from '../../../kernel/db/index.ts';
import { insertRow } from '../../../kernel/db/one-row.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { factsOf } from '../authority.ts';
import { findingColumns, formAsked, readFindings } from '../findings.ts';
import { findingsInput } from '../findings-shape.ts';
import { fieldVisitRequired } from '../investigation-rules.ts';
import type { LoanBook } from '../payment-rules.ts';
import { advance, onLoan, readyTo } from '../steps.ts';

const investigation = z.object({
  onSite: z.boolean(),
  visitedAt: instant().optional(),
  longitude: classed('C2', z.number().min(-180).max(180)).optional(),
  latitude: classed('C2', z.number().min(-90).max(90)).optional(),
  ...findingsInput,
  recommended: z.boolean(),
  opinion: text(1000),
  evidenceSha256: pattern(/^[0-9a-f]{64}$/).optional(),
});
type Investigation = z.output<typeof investigation>;

type Investigated = { book: string; amount_fen: bigint };

type Clock = { now: Date; today: string };

function requireVisit(loan: Investigated, input: Investigation, { now, today }: Clock): void {
  const asked = { book: loan.book as LoanBook, amountFen: loan.amount_fen };
  if (!input.onSite && fieldVisitRequired(asked, today)) {
    throw refuse('loan.field_visit_required', { path: ['onSite'] });
  }
  const visit = ['visitedAt', 'longitude', 'latitude'] as const;
  const odd = visit.find((name) => (input[name] !== undefined) !== input.onSite);
  if (odd) throw refuse('loan.visit_incomplete', { path: [odd] });
  if (input.onSite && !input.evidenceSha256) {
    throw refuse('loan.visit_incomplete', { path: ['evidenceSha256'] });
  }
  if (input.visitedAt && new Date(input.visitedAt) > now) {
    throw refuse('loan.date_in_future', { path: ['visitedAt'] });
  }
}

export const investigateLoan = command({
  name: 'loan.investigate',
  permission: 'loan.investigate',
  scope: 'references',
  title: { en: 'Sign an investigation', zh: '调查签字' },
  description: {
    en: 'Findings of one investigator, by the form of the product or by the fixed list where it has none, signed by sending them. Two different people sign; the second signature completes the investigation.',
    zh: '一名调查人按产品调查表（产品未设调查表的按固定项目）填写的调查情况，提交即签字。须两名调查人分别签字，第二人签字后调查完成。',
  },
  on: onLoan,
  input: investigation,
  result: z.object({ loan: ref('Loan') }),
  acts: ['loan.investigated'],
  errors: [
    'loan.illegal_transition',
    'loan.separation_of_duties',
    'loan.recused',
    'loan.checks_incomplete',
    'loan.checks_not_asked',
    'loan.findings_invalid',
    'loan.field_visit_required',
    'loan.visit_incomplete',
    'loan.date_in_future',
  ],
  async handler(tx, input, context) {
    const { target, actor, now, today, vault } = context;
    const seat = factsOf(target).investigators.length + 1;
    const column = seat === 1 ? 'first_investigator_id' : 'second_investigator_id';
    const [asked, ready] = await together([
      formAsked(tx, target),
      readyTo(tx, context, 'investigate'),
    ]);
    await advance(tx, context, {
      action: 'investigate',
      act: 'loan.investigated',
      changes: { [column]: actor.personId },
      opinion: input.opinion,
      data: {
        seat,
        onSite: input.onSite,
        recommended: input.recommended,
        evidence: input.evidenceSha256,
        form: asked?.form,
      },
      ready,
    });
    const findings = readFindings(asked, input, today);
    requireVisit(target, input, { now, today });
    const id = newId();
    const keeping = { tx, vault, loan: target, investigation: id };
    context.write(
      insertRow(tx, 'loan_investigation', {
        institution_id: actor.institutionId,
        id,
        loan_id: target.id,
        round: target.round,
        seat,
        investigator_id: actor.personId,
        signed_at: now,
        on_site: input.onSite,
        visited_at: input.visitedAt ?? null,
        longitude: input.longitude ?? null,
        latitude: input.latitude ?? null,
        ...(await findingColumns(keeping, findings)),
        recommended: input.recommended,
        opinion: input.opinion,
        evidence_sha256: input.evidenceSha256 ?? null,
      }),
    );
    return { loan: target.id };
  },
});
