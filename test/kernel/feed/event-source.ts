import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApp } from '../../helpers/app.ts';
import type { Event } from './log.ts';

type Teardown = { teardown(end: () => unknown): void };

/** The app behind a port of this machine. */
export async function listen({ app }: TestApp): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

export type Stream = {
  status: number;
  events: Event[];
  /** What an EventSource would send as Last-Event-ID. */
  lastId(): string;
  /** Events of another name, with their data. */
  named: Record<string, unknown>;
  /** Resolves once the events that have come satisfy the condition, or the stream has ended. */
  until(condition: () => boolean): Promise<void>;
  ended: Promise<void>;
  pause(): void;
  resume(): void;
  close(): void;
};

/** Follows the feed as an EventSource does, by hand, so that tests see every part of it. */
export async function follow(
  t: Teardown,
  url: string,
  { code, lastEventId }: { code: string; lastEventId?: string },
): Promise<Stream> {
  const request = http.get(url, {
    agent: false,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${code}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  t.teardown(() => request.destroy());
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  const events: Event[] = [];
  const named: Record<string, unknown> = {};
  const waiting = new Set<() => void>();
  let text = '';
  let last = lastEventId ?? '';
  let over = false;
  const take = (block: string): void => {
    const fields = block.split(/\r\n|\r|\n/).map((line) => /^(\w*):? ?(.*)$/.exec(line) ?? []);
    const value = (name: string) => {
      const lines = fields.filter(([, field]) => field === name);
      return lines.length > 0 ? lines.map(([, , part]) => part).join('\n') : undefined;
    };
    last = value('id') ?? last;
    const data = value('data');
    const name = value('event');
    if (data !== undefined && name !== undefined) named[name] = JSON.parse(data);
    else if (data !== undefined) events.push(JSON.parse(data));
  };
  const look = (): void => {
    for (const check of waiting) check();
  };
  answer.setEncoding('utf8');
  answer.on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    blocks.forEach(take);
    look();
  });
  const ended = new Promise<void>((resolve) => {
    answer.on('error', () => undefined);
    answer.on('close', () => {
      over = true;
      look();
      resolve();
    });
  });
  return {
    status: answer.statusCode ?? 0,
    events,
    named,
    lastId: () => last,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!over && !condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    ended,
    pause: () => answer.pause(),
    resume: () => answer.resume(),
    close: () => request.destroy(),
  };
}
