import { sql } from 'kysely';
import { z } from 'zod';
import { RevealFinding } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { MOST_REVEALED } from '../reveal-rules.ts';

export const acknowledgeAlert = command({
  name: 'reveal-alert.acknowledge',
  permission: 'reveal-alert.acknowledge',
  scope: 'institution',
  title: { en: 'Deal with a reading alert', zh: '处理查看明文告警' },
  description: {
    en: 'Says what was found about the person who read so much; the reason says why. Never about oneself.',
    zh: '记录对大量查看明文行为的核查结论，并在理由中说明；不得处理针对本人的告警。',
  },
  on: { noun: 'RevealAlert', table: 'reveal_alert' },
  input: z.object({ finding: enumeration('RevealFinding', RevealFinding) }),
  result: z.object({ alert: ref('RevealAlert') }),
  acts: ['reveal-alert.acknowledged'],
  reasonRequired: true,
  errors: ['privacy.alert_acknowledged', 'privacy.alert_own'],
  async handler(tx, { finding }, { actor, emit, target, now, reason }) {
    if (target.status !== 'OPEN') throw refuse('privacy.alert_acknowledged');
    if (target.person_id === actor.personId) throw refuse('privacy.alert_own');
    const { version } = await tx
      .updateTable('reveal_alert')
      .set({
        status: 'ACKNOWLEDGED',
        finding,
        note: reason,
        acknowledged_by: actor.personId,
        acknowledged_at: now,
      })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'RevealAlert', id: target.id, version },
      { type: 'Person', id: target.person_id },
    ];
    emit('reveal-alert.acknowledged', objects, { finding });
    return { alert: target.id };
  },
});

const count = () => z.number().int().min(1).max(MOST_REVEALED);

export const setRevealLimits = command({
  name: 'privacy.set-reveal-limits',
  permission: 'privacy.set-reveal-limits',
  scope: 'institution',
  title: { en: 'Set the limits of clear reading', zh: '设定查看明文限额' },
  description: {
    en: 'How many clear values a person may read within 24 hours before an alert is raised, and before the next is refused.',
    zh: '设定每人24小时内查看明文数量的告警阈值与拒绝上限。',
  },
  input: z.object({
    alertAt: count().describe('Clear values from which on an alert is raised. 告警阈值'),
    blockAt: count().describe('Clear values beyond which reading is refused. 拒绝上限'),
  }),
  result: z.object({ alertAt: z.number(), blockAt: z.number() }),
  acts: ['privacy.reveal-limits-set'],
  reasonRequired: true,
  errors: ['privacy.limits_order'],
  async handler(tx, { alertAt, blockAt }, { actor, emit }) {
    if (alertAt >= blockAt) throw refuse('privacy.limits_order', { path: ['blockAt'] });
    const given = JSON.stringify({ revealAlertAt: alertAt, revealBlockAt: blockAt });
    const { version } = await tx
      .updateTable('institution')
      .set({ settings: sql`settings || ${given}::jsonb` })
      .where('institution_id', '=', actor.institutionId)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'Institution', id: actor.institutionId, version }];
    emit('privacy.reveal-limits-set', objects, { alertAt, blockAt });
    return { alertAt, blockAt };
  },
});
