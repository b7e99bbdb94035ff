/** A goal of the project, held against what was measured. */
export type Goal = { name: string; value: number; goal: number; met: boolean };

export const atLeast = (name: string, value: number, goal: number): Goal => ({
  name,
  value: rounded(value),
  goal,
  met: value >= goal,
});

export const atMost = (name: string, value: number, goal: number): Goal => ({
  name,
  value: rounded(value),
  goal,
  met: value <= goal,
});

const DIGITS = 3;

/** Three digits are more than a shared machine can vouch for. */
export const rounded = (value: number): number => Number(value.toPrecision(DIGITS + 1));

/** What a bench found: plain figures by name, and the goals. */
export type Report = {
  bench: string;
  /** Of this machine and run, not of the project. */
  setting: Record<string, unknown>;
  figures: Record<string, unknown>;
  goals: readonly Goal[];
};

export const asJson = ({ bench, setting, figures, goals }: Report): string =>
  JSON.stringify({ bench, ...figures, goals: judged(goals), setting });

export function asText({ bench, setting, figures, goals }: Report): string {
  const lines = Object.entries(figures).map(([name, value]) => `  ${name}: ${shown(value)}`);
  const verdicts = judged(goals).map(
    ({ name, value, goal, met }) =>
      `  ${met ? 'met   ' : 'MISSED'} ${name}: ${value} (goal ${goal})`,
  );
  return [`${bench} (${shown(setting)})`, ...lines, ...verdicts].join('\n');
}

/** A goal about a contender that was left out is neither met nor missed. */
const judged = (goals: readonly Goal[]): Goal[] =>
  goals.filter(({ value }) => !Number.isNaN(value));

const shown = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
