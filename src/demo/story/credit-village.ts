import { createHash } from 'node:crypto';
import { globalId } from '../../kernel/ids.ts';
import type { Stage } from './stage.ts';
import type { Village } from './village.ts';

/** Credit households named so far, and how many files are looked at to find them. */
const NAMED = 3;
const LOOKED_AT = 12;
const PAPERS = ['NO_PUBLIC_DEBT', 'CLEAN_REGISTRY'];

const evidence = (paper: string): string => createHash('sha256').update(paper).digest('hex');

/** Applied for, checked and inspected: households that may be named once their notice has run. */
export async function proposeCreditHouseholds(stage: Stage, village: Village): Promise<string[]> {
  const { manager } = village.people;
  const found: string[] = [];
  for (const { id: customerId } of village.households.slice(0, LOOKED_AT)) {
    if (found.length === NAMED) break;
    const attestations = PAPERS.map((code) => ({ code, evidenceSha256: evidence(code) }));
    const input = { level: 'HOUSEHOLD', customerId, attestations };
    const { creditArea } = await stage.perform(manager, { command: 'credit-area.apply', input });
    const id = String(creditArea);
    const check = { command: 'credit-area.self-check', input: { id } };
    const { qualified } = await stage.perform(manager, check);
    if (qualified) found.push(id);
    else {
      const retract = { command: 'credit-area.retract', input: { id }, reason: '暂未达标' };
      await stage.perform(manager, retract);
    }
  }
  for (const id of found) await inspect(stage, village, id);
  return found;
}

async function inspect(stage: Stage, { people }: Village, id: string): Promise<void> {
  await stage.perform(people.reviewer, {
    command: 'credit-area.inspect',
    input: {
      id,
      secondInspectorId: globalId('Person', people.colleague),
      inspectedOn: stage.today(),
      passed: true,
      findings: '资料属实，无拖欠',
      evidenceSha256: evidence(`inspection ${id}`),
      samples: [],
    },
  });
}

/** They hang out for everyone to read; nobody objects. */
export async function postCreditHouseholds(stage: Stage, village: Village): Promise<void> {
  const { manager } = village.people;
  const { areaCode, name } = village;
  const { notice: id } = await stage.perform(manager, {
    command: 'notice.draft',
    input: { kind: 'CREDIT_AREA', areaCode, title: `${name}信用户公示（示例）` },
  });
  await stage.perform(manager, { command: 'notice.open', input: { id } });
}

/** Named with a plaque each; the village itself applies, and is told what is still wanting. */
export async function nameCreditHouseholds(
  stage: Stage,
  village: Village,
  ids: readonly string[],
): Promise<void> {
  const { administrator, approver, manager } = village.people;
  const { areaCode } = village;
  const close = { command: 'notice.close-due', input: {} };
  const { effective } = await stage.perform(administrator, close);
  // In a year whose holidays are not announced yet, a notice waits.
  const stood = effective === ids.length ? ids : [];
  for (const [index, id] of stood.entries()) {
    const input = { id, plaqueNumber: `XYH-${areaCode}-${index + 1}` };
    await stage.perform(approver, { command: 'credit-area.name', input });
  }
  const input = { level: 'VILLAGE', areaCode };
  const { creditArea: id } = await stage.perform(manager, { command: 'credit-area.apply', input });
  await stage.perform(manager, { command: 'credit-area.self-check', input: { id } });
}
