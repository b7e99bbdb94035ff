/** What requests are admitted as: neither kind can take the other's places. */
export const LOADS = ['read', 'write'] as const;
export type Load = (typeof LOADS)[number];

type PerLoad = Readonly<Record<Load, number>>;

export type HouseOptions = {
  /** How many requests of a kind may be in the house at once: bursts of so many are let in. */
  most: PerLoad;
  /** How many always may: what keeps the connections to the database at work. */
  least: PerLoad;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
};

/** The places of one kind. */
export type Room = {
  inFlight: number;
  /** Turned away since the start. */
  refused: number;
  /** How many there are now, between the least and the most. */
  places: number;
};

export type House = {
  readonly rooms: Readonly<Record<Load, Room>>;
  hasPlace(load: Load): boolean;
  /** Takes a place; say with `leave` when it was taken, once the work is over. */
  enter(load: Load): number;
  leave(load: Load, enteredAt: number): void;
  /** Counts one that found no place. */
  turnAway(load: Load): void;
};

/** Long enough for many requests, short beside what a caller waits. */
const LOOK_MS = 100;
/** Where even the quickest of a kind took so long, they all stand in a queue. */
const LATE_MS = 50;
const SHRINK = 0.75;
const GROW = 1.1;

type Watched = Room & { quickestMs: number; turnedAway: number };

/**
 * Lets a burst in and keeps no standing queue. After every look the kind that turned the most away
 * has fewer places if even the quickest request of either kind took long, and all have more if none
 * did: so a few commands stay quick beside a flood of reads, and the other way round, since whoever
 * floods yields. One slow report is no queue: others are quick beside it.
 */
export function openHouse({ most, least, now }: HouseOptions): House {
  const roomOf = (load: Load): Watched => ({
    inFlight: 0,
    refused: 0,
    places: most[load],
    quickestMs: Number.POSITIVE_INFINITY,
    turnedAway: 0,
  });
  const rooms = { read: roomOf('read'), write: roomOf('write') };
  let lookedAt = now();

  const look = (): void => {
    const isLate = LOADS.some((load) => {
      const { quickestMs } = rooms[load];
      return quickestMs > LATE_MS && quickestMs < Number.POSITIVE_INFINITY;
    });
    const flood = Math.max(rooms.read.turnedAway, rooms.write.turnedAway);
    for (const load of LOADS) {
      const room = rooms[load];
      if (!isLate) room.places = Math.min(most[load], room.places * GROW);
      else if (room.turnedAway > 0 && room.turnedAway === flood)
        room.places = Math.max(least[load], room.places * SHRINK);
      room.quickestMs = Number.POSITIVE_INFINITY;
      room.turnedAway = 0;
    }
  };

  return {
    rooms,
    hasPlace: (load) => rooms[load].inFlight < Math.floor(rooms[load].places),
    enter(load) {
      rooms[load].inFlight += 1;
      return now();
    },
    leave(load, enteredAt) {
      const room = rooms[load];
      const at = now();
      room.inFlight -= 1;
      room.quickestMs = Math.min(room.quickestMs, at - enteredAt);
      if (at - lookedAt < LOOK_MS) return;
      look();
      lookedAt = at;
    },
    turnAway(load) {
      rooms[load].refused += 1;
      rooms[load].turnedAway += 1;
    },
  };
}
