import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../errors.ts';
import { answerAtTheDoor, type Route } from './door.ts';
import { type House, LOADS, type Load, openHouse } from './house.ts';
import { sendProblem } from './problems.ts';

export type Counted = Load | 'told' | 'own';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What the requests of a route count as, or how that is told; by their method when left out.
     * `told`: the route says, once it knows, and answers refusals in its own form. `own`: the route
     * bounds them itself, as what waits or streams for long must.
     */
    load?: Counted | ((request: FastifyRequest) => Counted);
  }
}

export type AdmissionOptions = {
  /** How many requests of a kind may be in the house at once while all goes well. */
  most: Readonly<Record<Load, number>>;
  /** How many may however long they take; as many as at most when left out. */
  least?: Readonly<Record<Load, number>>;
  /** True where every answer has something to say that the door does not know. */
  isDraining?: () => boolean;
};

/** Gives the request of this reply its place, once its kind is known. @throws Refusal when all are taken */
export type Admit = (reply: FastifyReply, load: Load) => void;

export type Admission = { admit: Admit; rooms: House['rooms'] };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Spread, so that those turned away together do not come back together. */
const RETRY_AFTER_S = [1, 2, 3];

/**
 * Turns requests away at the door when as many as can be served in good time are in the house: work
 * beyond that makes every answer late and none of them sooner. A refusal is cheap, says when to come
 * back, and has had no effect. Register it before everything that costs.
 */
export function registerAdmission(app: FastifyInstance, options: AdmissionOptions): Admission {
  const { most, least = most, isDraining } = options;
  const house = openHouse({ most, least, now: () => performance.now() });
  const { take, leave } = placesOf(house);
  /** Made once: a stack trace for each would cost more than the refusal. */
  const overloaded = refuse('request.overloaded');
  const turnAway = (load: Load): number => {
    house.turnAway(load);
    const { read, write } = house.rooms;
    return RETRY_AFTER_S[(read.refused + write.refused) % RETRY_AFTER_S.length] ?? 1;
  };
  const refuseIn = (reply: FastifyReply, load: Load): Refusal => {
    reply.header('retry-after', turnAway(load));
    return overloaded;
  };
  const admit: Admit = (reply, load) => {
    if (!house.hasPlace(load)) throw refuseIn(reply, load);
    take(reply.raw, load);
  };

  app.addHook('onRequest', (request, reply, done) => {
    const load = loadOf(request);
    if (load === 'told' && !LOADS.some(house.hasPlace)) return done(refuseIn(reply, 'read'));
    if (load === 'told' || load === 'own') return done();
    if (!house.hasPlace(load)) return void sendProblem(refuseIn(reply, load), request, reply);
    take(reply.raw, load);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.raw.closed) leave(reply.raw);
    done();
  });
  answerAtTheDoor(app, {
    refusal: overloaded,
    loadOf: loadOfRoute,
    turnAway: (load) => (house.hasPlace(load) || isDraining?.() ? undefined : turnAway(load)),
  });
  return { admit, rooms: house.rooms };
}

/** A place in the house, noted at the answer it is given back with. */
const PLACE = Symbol('place');
type Answer = ServerResponse & { [PLACE]?: { load: Load; enteredAt: number } | undefined };

function placesOf(house: House) {
  const leave = (answer: Answer): void => {
    const place = answer[PLACE];
    if (!place) return;
    answer[PLACE] = undefined;
    house.leave(place.load, place.enteredAt);
  };
  /** A caller that hung up does not end the work for it: its place is free when its answer is made. */
  function onClose(this: Answer): void {
    if (this.headersSent || this.writableEnded) leave(this);
  }
  return {
    leave,
    take(answer: Answer, load: Load): void {
      answer[PLACE] = { load, enteredAt: house.enter(load) };
      answer.on('close', onClose);
    },
  };
}

/** What the route says of all its requests, or how to tell of each. */
function loadOfRoute({ method, config }: Route) {
  if (config?.limited === false) return 'own';
  return config?.load ?? (config?.command || !READING.has(method) ? 'write' : 'read');
}

function loadOf(request: FastifyRequest): Counted {
  const { method, routeOptions } = request;
  const load = loadOfRoute({ method, config: routeOptions.config });
  return typeof load === 'function' ? load(request) : load;
}
