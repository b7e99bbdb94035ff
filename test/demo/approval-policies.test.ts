import { test } from 'tap';
import { approvalPolicyRows } from '../../src/demo/approval-policies.ts';
import { checkPolicy } from '../../src/kernel/commands/approval-policy.ts';
import { newId } from '../../src/kernel/ids.ts';
import { modules } from '../../src/modules/index.ts';

const setting = { seed: 1, today: '2026-03-02', households: 1, loans: 0, ratedShare: 0 };

test('the demo has no approval policy that its command would refuse', async (t) => {
  const commands = modules.flatMap((module) => module.commands);
  const rows = approvalPolicyRows(newId(), setting);
  t.ok(rows.length > 0);
  for (const { command: name, field, at_least: atLeast } of rows) {
    const command = commands.find((each) => each.name === name);
    if (!command) return t.fail(`${name} is no command`);
    const threshold = field ? { field: String(field), atLeast: String(atLeast) } : {};
    t.doesNotThrow(() => checkPolicy(command, threshold), name as string);
  }
});
