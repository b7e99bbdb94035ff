import { sql } from 'kysely';
import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, id, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { worksHere } from '../../ledgers/index.ts';
import { under } from '../../staff/index.ts';
import { MOST_SAMPLES } from '../criteria-in-force.ts';
import { type CreditRules, sampleNeeded } from '../rules.ts';
import {
  type CreditRow,
  changeRow,
  creditObjects,
  onCreditArea,
  requireAllowed,
} from '../standing.ts';

const samples = z
  .array(
    z.object({
      customerId: id('Customer'),
      confirmed: z.boolean().describe('Does the file hold? 是否相符'),
      note: text(300).optional(),
    }),
  )
  .max(MOST_SAMPLES);
type Samples = z.output<typeof samples>;

export const inspect = command({
  name: 'credit-area.inspect',
  permission: 'credit-area.inspect',
  scope: 'references',
  title: { en: 'Record an inspection', zh: '信用评定验收' },
  description: {
    en: 'What the caller and a second inspector found on site, with the households they visited. Neither is the one who applied.',
    zh: '由本人与另一名验收人实地验收并登记抽查户；验收人不得为申报人。',
  },
  on: onCreditArea,
  input: z.object({
    secondInspectorId: id('Person'),
    inspectedOn: date(),
    passed: z.boolean(),
    findings: text(1000),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
    samples,
  }),
  result: z.object({ creditArea: ref('CreditArea'), inspection: ref('CreditInspection') }),
  acts: ['credit-area.inspected'],
  errors: [
    'credit-area.illegal_transition',
    'credit-area.separation_of_duties',
    'credit-area.criteria_not_met',
    'credit-area.date',
    'credit-area.sample_unfit',
    'credit-area.sample_deviates',
  ],
  async handler(tx, input, { actor, emit, target, today }) {
    const { rules } = await requireAllowed(tx, target, { action: 'inspect', actor, today });
    const { inspectedOn, passed, secondInspectorId } = input;
    if (inspectedOn > today || inspectedOn < (target.checked_on ?? today)) {
      throw refuse('credit-area.date', { path: ['inspectedOn'] });
    }
    const { institutionId } = actor;
    // Nobody is vouched for by a machine, or by somebody who has left.
    if (!(await worksHere(tx, { institutionId, personId: secondInspectorId }))) {
      throw refuse('credit-area.separation_of_duties', { path: ['secondInspectorId'] });
    }
    await requireSamples(tx, target, { rules, given: input.samples, today });
    const deviating = input.samples.filter(({ confirmed }) => !confirmed).length;
    if (passed && deviating > rules.mostDeviating) {
      throw refuse('credit-area.sample_deviates', { path: ['passed'], details: { deviating } });
    }
    const inspectors = {
      lead_inspector_id: actor.personId,
      second_inspector_id: secondInspectorId,
    };
    // The row's check says who may not be one of them.
    const version = await changeRow(tx, target, {
      status: 'INSPECTED',
      ...inspectors,
      inspection_passed: passed,
    });
    const inspection = newId();
    await tx
      .insertInto('credit_inspection')
      .values({
        institution_id: actor.institutionId,
        id: inspection,
        credit_area_id: target.id,
        inspected_on: inspectedOn,
        ...inspectors,
        passed,
        findings: input.findings,
        evidence_sha256: input.evidenceSha256,
      })
      .execute();
    await insertSamples(tx, { institutionId: actor.institutionId, inspection }, input.samples);
    emit('credit-area.inspected', creditObjects(target, version), {
      inspection,
      passed,
      secondInspector: secondInspectorId,
      inspectedOn,
      samples: input.samples.length,
      deviating,
      evidence: input.evidenceSha256,
    });
    return { creditArea: target.id, inspection };
  },
});

type Sampling = { rules: CreditRules; given: Samples; today: string };

/** Different households on file in the area, and as many as the rules ask or as there are. */
async function requireSamples(tx: Tx, row: CreditRow, { rules, given, today }: Sampling) {
  const path = ['samples'];
  const ids = [...new Set(given.map(({ customerId }) => customerId))];
  const whose = row.customer_id
    ? sql`c.id = ${row.customer_id}`
    : under(sql.ref('c.area_code'), row.area_code);
  const { rows } = await sql<{ households: number; sampled: number }>`
    select count(*)::int as households,
      (count(*) filter (where c.id = any(${ids}::uuid[])))::int as sampled
    from customer c
    where c.institution_id = ${row.institution_id} and ${whose}
      and c.party = 'HOUSEHOLD' and c.status = 'ACTIVE' and c.registered_on <= ${today}::date`.execute(
    tx,
  );
  const { households = 0, sampled = 0 } = rows[0] ?? {};
  const needed = sampleNeeded(rules, households);
  if (ids.length < given.length || sampled < ids.length || ids.length < needed) {
    throw refuse('credit-area.sample_unfit', { path, details: { needed } });
  }
}

type Into = { institutionId: string; inspection: string };

async function insertSamples(tx: Tx, { institutionId, inspection }: Into, given: Samples) {
  if (given.length === 0) return;
  const rows = given.map(({ customerId, confirmed, note }) => ({
    institution_id: institutionId,
    id: newId(),
    inspection_id: inspection,
    customer_id: customerId,
    confirmed,
    note: note ?? null,
  }));
  await tx.insertInto('credit_sample').values(rows).execute();
}
