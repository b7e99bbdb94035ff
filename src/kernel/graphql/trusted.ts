import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { SCHEMA_FOLDER } from '../queries/sources.ts';
import { type DocumentOptions, type PreparedDocument, prepareDocument } from './documents.ts';

/** A trusted document's id: the digest of its text. */
export const documentId = (source: string): string =>
  `sha256:${createHash('sha256').update(source).digest('hex')}`;

/** First-party documents, `schema/trusted/*.graphql`, checked and prepared at boot. */
export function loadTrusted(options: DocumentOptions): Map<string, PreparedDocument> {
  const folder = `${SCHEMA_FOLDER}trusted/`;
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return new Map(
    files.map((file) => {
      const source = readFileSync(`${folder}${file}`, 'utf8');
      return [documentId(source), prepareDocument(options, source, { trusted: true })];
    }),
  );
}
