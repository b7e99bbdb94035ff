import type { Actor } from '../../kernel/auth/actor.ts';
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
  /** The instant of what was done last. */
  now(): string;
  /** From now on it is the morning of the day so many days before the last. */
  daysAgo(days: number): void;
  /** The same by its date. */
  onDay(date: string): void;
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
  // Nobody changes posts while the story is told.
  const actors = new Map<string, Actor>();
  const actorToday = async (personId: string): Promise<Actor> => {
    const key = `${onDay()} ${personId}`;
    const known = actors.get(key);
    if (known) return known;
    const { transact } = services.database;
    const actor = await transact({ institutionId }, async (tx) => ({
      value: await actorOf(tx, { institutionId, personId, today: onDay() }),
    }));
    if (!actor) throw new Error(`nobody is ${personId} on ${onDay()}`);
    actors.set(key, actor);
    return actor;
  };
  const setDay = (date: string): void => {
    now = new Date(`${date}${MORNING}`);
  };
  const onDay = (): string => now.toISOString().slice(0, today.length);
  return {
    institutionId,
    today: onDay,
    now: () => now.toISOString(),
    daysAgo: (days) => setDay(addDays(today, -days)),
    onDay: setDay,
    async perform(personId, { command, input, reason = null }) {
      now = new Date(now.getTime() + MINUTE_MS);
      const actor = await actorToday(personId);
      const envelope = { key: newId(), dryRun: false, reason, ifMatch: null };
      const call = { command, input, actor, envelope, requestId: newId() };
      const { text } = await execute({ ...services, clock }, call);
      return JSON.parse(text).result;
    },
    db: services.database.reader(institutionId),
  };
}
