import type { InjectOptions } from 'fastify';
import { newId } from '../../../src/kernel/ids.ts';
import type { TestApp } from '../../helpers/app.ts';

export const BOARD = '/public/notices';
export const BANK = `${BOARD}/jt-bank`;

/** Somebody without a login, from an address of their own. */
export function visitor(app: TestApp, remoteAddress = '198.51.100.7') {
  const send = async (options: InjectOptions) => {
    const answer = await app.app.inject({ remoteAddress, ...options });
    const json = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      body: json && answer.payload ? JSON.parse(answer.payload) : undefined,
    };
  };
  return {
    get: (url: string, headers: Record<string, string> = {}) =>
      send({ method: 'GET', url, headers }),
    object: (notice: string, payload: object, key: string | null = newId()) =>
      send({
        method: 'POST',
        url: `${BANK}/${notice}/objections`,
        headers: key === null ? {} : { 'idempotency-key': key },
        payload,
      }),
  };
}
