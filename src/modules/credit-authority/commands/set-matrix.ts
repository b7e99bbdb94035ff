import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { AuthorityMatter } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { date, pattern, ref, text } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { matrixInput, matrixOn } from '../matrix-in-force.ts';
import { type AuthorityRules, contradictionIn, speaksOf } from '../rules.ts';

export const setMatrix = command({
  name: 'authority-matrix.set',
  permission: 'authority-matrix.set',
  scope: 'institution',
  title: { en: 'Set the authority matrix', zh: '设定审批授权矩阵' },
  description: {
    en: 'Who decides which credit, and which changes of it, from a day on: the first rule that fits, its levels in order, with roles, votes, quorum and veto. A second person always confirms it. Credits under way are decided by the matrix of the day of each vote.',
    zh: '自某日起的授信及贷后变更审批授权：按顺序适用首条匹配规则，逐级由规定岗位按票数、法定票数与一票否决表决；须经第二人复核。在途业务按表决当日的矩阵执行。',
  },
  input: z.object({
    code: pattern(/^[A-Z][A-Z0-9_]{0,62}$/, 63),
    legalBasis: text(500).describe('Resolution or rule it rests on. 依据'),
    validFrom: date(),
    content: matrixInput,
  }),
  result: z.object({ matrix: ref('AuthorityMatrix') }),
  acts: ['authority-matrix.set'],
  secondPerson: true,
  errors: [
    'authority-matrix.contradicts',
    'authority-matrix.role_unknown',
    'authority-matrix.period',
    'authority-matrix.matter_dropped',
    'authority-matrix.code_taken',
  ],
  async handler(tx, { code, legalBasis, validFrom, content }, { actor, emit, today }) {
    const place = contradictionIn(content);
    if (place) throw refuse('authority-matrix.contradicts', { path: ['content', ...place] });
    const { institutionId } = actor;
    await requireRoles(tx, institutionId, content);
    if (validFrom < today) throw refuse('authority-matrix.period', { path: ['validFrom'] });
    await requireNoneDropped(tx, { institutionId, validFrom, content });
    await tx
      .updateTable('authority_matrix')
      .set({ valid_to: validFrom })
      .where('institution_id', '=', institutionId)
      .where('valid_from', '<=', validFrom)
      .where('valid_to', 'is', null)
      .execute();
    const matrix = newId();
    await tx
      .insertInto('authority_matrix')
      .values({
        institution_id: institutionId,
        id: matrix,
        code,
        legal_basis: legalBasis,
        content: JSON.stringify(content),
        valid_from: validFrom,
        set_by: actor.personId,
      })
      .execute();
    emit('authority-matrix.set', [{ type: 'AuthorityMatrix', id: matrix, version: 1 }], {
      code,
      validFrom,
      rules: content.rules.length,
      // Its names are words; what was set stands in the row, never edited.
      contentSha256: hash('sha256', canonicalize(content) ?? ''),
    });
    return { matrix };
  },
});

type Following = { institutionId: string; validFrom: string; content: AuthorityRules };

/** A kind of change that had its rules does not fall back to the limits of roles by being left out. */
async function requireNoneDropped(tx: Tx, { institutionId, validFrom, content }: Following) {
  const before = await matrixOn(tx, institutionId, validFrom);
  if (before.id === null) return;
  const dropped = AuthorityMatter.filter(
    (matter) => speaksOf(before.rules, matter) && !speaksOf(content, matter),
  );
  if (dropped.length === 0) return;
  throw refuse('authority-matrix.matter_dropped', { path: ['content'], details: { dropped } });
}

async function requireRoles(tx: Tx, institutionId: string, { rules }: AuthorityRules) {
  const known = await tx
    .selectFrom('role')
    .select('code')
    .where('institution_id', '=', institutionId)
    .execute();
  const codes = new Set(known.map(({ code }) => code));
  for (const [index, rule] of rules.entries()) {
    for (const [place, { roles, vetoRoles }] of rule.levels.entries()) {
      const path = ['content', 'rules', index, 'levels', place];
      const strange = [...roles, ...vetoRoles].find((role) => !codes.has(role));
      if (strange) throw refuse('authority-matrix.role_unknown', { path, details: { strange } });
    }
  }
}
