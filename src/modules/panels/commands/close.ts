import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  findingsOf,
  keepResults,
  openBallots,
  requireQuorum,
  resultsDigest,
  settleSubjects,
  type Tally,
  tally,
} from '../closing.ts';
import { MOST_SUBJECTS } from '../convening.ts';
import { findRecusals, recordRecusals } from '../recusals.ts';
import { MOST_SEATS } from '../rules-in-force.ts';
import { onPanel, type PanelRow, panelObject, requireAllowed } from '../standing.ts';

const sha256 = () => pattern(/^[0-9a-f]{64}$/, 64);

const signatures = z
  .array(z.object({ memberId: id('PanelMember'), evidenceSha256: sha256() }))
  .max(MOST_SEATS);

export const closePanel = command({
  name: 'panel.close',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Close a panel', zh: '结束评议会' },
  description: {
    en: 'With the minutes and a signature of every member whose reviews count. The ballots are opened, the means computed by the rules the panel was convened under, and all of it stands: a closed panel is not opened again.',
    zh: '提交会议记录及全部有效投票评议员的签名摘要后结束：开启评议票，按召集时的规则计算得分，结果固定，不得重新开启。',
  },
  on: onPanel,
  input: z.object({
    minutesSha256: sha256(),
    signatures,
    leaveUnreviewed: z
      .array(z.number().int().min(1).max(MOST_SUBJECTS))
      .max(MOST_SUBJECTS)
      .optional()
      .describe('Numbers of subjects without a quorum, who get no mean. 未达法定人数的序号'),
  }),
  result: z.object({ panel: ref('Panel') }),
  acts: ['panel.closed'],
  errors: [
    'panel.over',
    'panel.out_of_territory',
    'panel.subject_unknown',
    'panel.quorum_not_reached',
    'panel.has_quorum',
    'panel.nobody_reviewed',
    'panel.signature_missing',
  ],
  async handler(tx, input, { actor, emit, now, target, today, vault }) {
    const members = await requireAllowed(tx, target, { action: 'close', actor });
    // What the files have learnt since the panel was convened counts as well.
    const found = await findRecusals({ tx, vault }, target);
    const recorded = { basis: 'DETECTED', by: actor.personId, now } as const;
    await recordRecusals(tx, { panel: target, found }, recorded);
    const { tallies, ballots } = await tally(tx, target, { members, today });
    const reached = requireQuorum(tallies, input.leaveUnreviewed ?? []);
    requireSignatures(input.signatures, tallies);
    const opened = await openBallots({ tx, vault, panel: target }, ballots);
    const findings = findingsOf(target, reached, opened);
    const resultsSha256 = resultsDigest(findings);
    const version = await markClosed(tx, target, {
      closed_by: actor.personId,
      closed_on: today,
      minutes_sha256: input.minutesSha256,
      results_sha256: resultsSha256,
    });
    await sign(tx, target, input.signatures);
    await settleSubjects(tx, target, tallies);
    await keepResults(tx, target, { findings, ballots, opened });
    const customers = reached.map(({ subject }) => ({ type: 'Customer', id: subject.customer_id }));
    emit('panel.closed', [panelObject({ id: target.id, version }), ...customers], {
      minutesSha256: input.minutesSha256,
      resultsSha256,
      signatures: input.signatures.map(({ memberId, evidenceSha256 }) => ({
        member: memberId,
        sha256: evidenceSha256,
      })),
      reviewed: reached.length,
      unreviewed: tallies.length - reached.length,
      ballots: ballots.length,
      ballotsCounted: ballots.filter(({ counted }) => counted).length,
    });
    return { panel: target.id };
  },
});

type Signatures = z.output<typeof signatures>;

/** Exactly the members whose reviews count. */
function requireSignatures(given: Signatures, tallies: readonly Tally[]): void {
  const counted = new Set(
    tallies.flatMap(({ ballots }) => ballots.map(({ member_id }) => member_id)),
  );
  const signed = new Set(given.map(({ memberId }) => memberId));
  const missing = [...counted].filter((member) => !signed.has(member)).length;
  if (missing > 0 || signed.size !== counted.size || given.length !== signed.size) {
    throw refuse('panel.signature_missing', { path: ['signatures'], details: { missing } });
  }
}

type Closing = {
  closed_by: string;
  closed_on: string;
  minutes_sha256: string;
  results_sha256: string;
};

async function markClosed(tx: Tx, panel: PanelRow, closing: Closing): Promise<number> {
  const { version } = await tx
    .updateTable('panel')
    .set({ status: 'CLOSED', ...closing })
    .where('institution_id', '=', panel.institution_id)
    .where('id', '=', panel.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

async function sign(tx: Tx, panel: PanelRow, given: Signatures): Promise<void> {
  for (const { memberId, evidenceSha256 } of given) {
    await tx
      .updateTable('panel_member')
      .set({ signature_sha256: evidenceSha256 })
      .where('institution_id', '=', panel.institution_id)
      .where('id', '=', memberId)
      .execute();
  }
}

export const cancelPanel = command({
  name: 'panel.cancel',
  permission: 'panel.manage',
  scope: 'references',
  title: { en: 'Cancel a panel', zh: '取消评议会' },
  description: {
    en: 'An open panel is given up with a reason. Its ballots stay sealed for good, and the next panel in its place is drawn by the same seed.',
    zh: '说明理由后取消尚未结束的评议会；其评议票永久封存，接替的评议会沿用同一抽取种子。',
  },
  on: onPanel,
  input: z.object({}),
  result: z.object({ panel: ref('Panel') }),
  acts: ['panel.cancelled'],
  reasonRequired: true,
  errors: ['panel.over', 'panel.out_of_territory'],
  async handler(tx, _input, { actor, emit, reason, target }) {
    await requireAllowed(tx, target, { action: 'cancel', actor });
    const { version } = await tx
      .updateTable('panel')
      .set({ status: 'CANCELLED', cancelled_by: actor.personId, cancelled_reason: reason })
      .where('institution_id', '=', target.institution_id)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('panel_subject')
      .set({ state: 'CANCELLED' })
      .where('institution_id', '=', target.institution_id)
      .where('panel_id', '=', target.id)
      .execute();
    const { round, sequence } = target;
    emit('panel.cancelled', [panelObject({ id: target.id, version })], { round, sequence });
    return { panel: target.id };
  },
});
