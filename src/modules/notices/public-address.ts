import type { FastifyRequest } from 'fastify';
import { refuse } from '../../kernel/errors.ts';
import { parseGlobalId } from '../../kernel/ids.ts';
import type { Address } from './public-rows.ts';

export const BOARD_PATH = '/public/notices';

const SLUG = /^[a-z0-9-]{2,32}$/;

/** What has not the form of a slug is no institution, and never reaches the database. */
export function slugOf(text: string): string {
  if (!SLUG.test(text)) throw refuse('object.not_found', { path: ['institution'] });
  return text;
}

/** The notice an address names. */
export function addressOf(request: FastifyRequest): Address {
  const { institution, notice } = request.params as { institution: string; notice: string };
  const parsed = parseGlobalId(notice);
  if (parsed?.prefix !== 'notice') throw refuse('object.not_found', { path: ['notice'] });
  return { slug: slugOf(institution), notice: parsed.id };
}
