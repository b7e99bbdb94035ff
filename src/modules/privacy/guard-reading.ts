import { refuse } from '../../kernel/errors.ts';
import { guardReading } from '../customers/index.ts';
import { recordDisclosure } from './disclosures.ts';
import { requireConsent } from './ground.ts';
import { groupsOf, purposeRuleOn } from './purposes.ts';
import { watchReading } from './reveal-watch.ts';

guardReading({
  checkPurpose({ actor, purpose, today }) {
    const { reading, permission } = purposeRuleOn(purpose, today);
    const held = permission === null || actor.permissions.has(permission);
    if (!reading || !held) throw refuse('privacy.purpose_unfit', { path: ['purpose'] });
  },
  async allow(tx, { actor, purpose, today, customerId, fields, values, now, emit }) {
    const { institutionId, personId } = actor;
    const items = groupsOf(fields);
    const ground = await requireConsent(tx, { institutionId, customerId, purpose, today, items });
    await watchReading(tx, { actor, values, now, today, emit });
    const disclosed = { institutionId, customerId, personId, purpose, items, values, now };
    await recordDisclosure(tx, { ...disclosed, ...ground, act: 'REVEAL' });
  },
});
