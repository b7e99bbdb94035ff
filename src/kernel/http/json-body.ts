import type { FastifyInstance } from 'fastify';
import { refuse } from '../errors.ts';

/** Character codes of what JSON is built of. */
const CODE = { quote: 34, openArray: 91, backslash: 92, closeArray: 93, open: 123, close: 125 };
const SPACE = /\s/;

/**
 * Reads JSON bodies as RFC 7493 wants them: valid UTF-8, no key twice in an object. Anything laxer
 * would let the sender, whoever checks on the way and this server read different values.
 */
export function readJsonStrictly(app: FastifyInstance): void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parse = app.getDefaultJsonParser('error', 'error');
  const invalid = () => refuse('input.invalid', { path: ['body'] });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch {
      done(invalid());
      return;
    }
    parse(request, text, (error, value) => {
      if (error) return done(error);
      const repeated = repeatedKey(text);
      return repeated === undefined
        ? done(null, value)
        : done(refuse('input.invalid', { path: ['body', repeated] }));
    });
  });
}

/** A key that stands twice in one object of a valid JSON text. */
export function repeatedKey(text: string): string | undefined {
  const { openArray, closeArray, open, close } = CODE;
  const objects: (Set<string> | null)[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === open) objects.push(new Set());
    else if (code === openArray) objects.push(null);
    else if (code === close || code === closeArray) objects.pop();
    if (code !== CODE.quote) continue;
    const end = endOfString(text, index);
    if (isKey(text, end)) {
      const key = JSON.parse(text.slice(index, end + 1)) as string;
      const keys = objects.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    index = end;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === CODE.backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
}

/** In valid JSON, a string is a key exactly where a colon follows it. */
function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (SPACE.test(text.charAt(next))) next += 1;
  return text.charAt(next) === ':';
}
