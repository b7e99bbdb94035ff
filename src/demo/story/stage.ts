import { actorOf } from '../../kernel/auth/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type CommandServices, execute } from '../../kernel/commands/execute.ts';
import { addDays } from '../../kernel/dates.ts';
import type { Db } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';

/** A bank's people at work on a day of the past. */
export type Stage = {
  institutionId: string;
  /** The civil date it is. */
  today(): string;
  /** From now on it is the morning of the day so many days before the last. */
  daysAgo(days: number): void;
  /** Performs a command as this person, the way a request of theirs would. */
  perform(whom: string, act: Act): Promise<Answer>;
  /** Reads the bank's rows. */
  db: Db;
};

export type Act = { command: string; input: object; reason?: string | null };
export type Answer = Readonly<Record<string, unknown>>;

export type Setting = {
  services: Omit<CommandServices, 'clock'>;
  institutionId: string;
  /** The last day of the story. */
  today: string;
};

const MORNING = 'T01:30:00Z';
const MINUTE_MS = 60_000;

export function openStage({ services, institutionId, today }: Setting): Stage {
  let now = new Date(`${today}${MORNING}`);
  // Every act takes a minute, so that what follows another is later than it.
  const clock: Clock = { now: () => now };
  const onDay = (): string => now.toISOString().slice(0, today.length);
  return {
    institutionId,
    today: onDay,
    daysAgo(days) {
      now = new Date(`${addDays(today, -days)}${MORNING}`);
    },
    async perform(personId, { command, input, reason = null }) {
      now = new Date(now.getTime() + MINUTE_MS);
      const { transact } = services.database;
      const actor = await transact({ institutionId }, async (tx) => ({
        value: await actorOf(tx, { institutionId, personId, today: onDay() }),
      }));
      if (!actor) throw new Error(`nobody is ${personId} on ${onDay()}`);
      const envelope = { key: newId(), dryRun: false, reason, ifMatch: null };
      const call = { command, input, actor, envelope, requestId: newId() };
      const { text } = await execute({ ...services, clock }, call);
      return JSON.parse(text).result;
    },
    db: services.database.reader(institutionId),
  };
}
