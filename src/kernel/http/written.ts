import type { ServerResponse } from 'node:http';
import { giveBack } from '../db/index.ts';

/**
 * A body that is given back once the system has all of it. Where the caller went before that, it may
 * have been closed in the midst: nothing leaves any more.
 */
export function backOnceWritten(answer: ServerResponse, body: Buffer): Buffer {
  answer.once('finish', () => giveBack(body));
  return body;
}
