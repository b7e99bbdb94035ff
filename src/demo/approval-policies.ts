import type { Row } from './copy.ts';
import { idsOf } from './ids.ts';
import { ID_STREAMS, type Setting } from './setting.ts';

/** Commands of the demo's bank that wait for a second person; a limit counts in yuan. */
const POLICIES = [
  { command: 'grid.retire', field: null, at_least: null },
  { command: 'outlet.close', field: null, at_least: null },
  { command: 'role.define', field: 'approvalLimit', at_least: '100000' },
] as const;

export function approvalPolicyRows(bankId: string, setting: Setting): Row[] {
  const nextId = idsOf(setting, ID_STREAMS.policies);
  return POLICIES.map((policy) => ({ institution_id: bankId, id: nextId(), ...policy }));
}
