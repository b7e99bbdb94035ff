/** Names in the forms that are compared: as they are written, and as they sound. Pure. */
import { createRequire } from 'node:module';

const APART = /[\s·•・.,，。]/g;

/** A name without what people add or leave out: spaces, dots, width of letters. */
export const nameForm = (name: string): string =>
  name.normalize('NFKC').replace(APART, '').toUpperCase();

/** How it sounds, in pinyin without tones, surnames read as surnames; letters stay as they are. */
export const soundForm = (name: string): string =>
  dictionary()
    .pinyin(nameForm(name), {
      toneType: 'none',
      type: 'array',
      surname: 'head',
      nonZh: 'consecutive',
      v: true,
    })
    .join(' ')
    .toLowerCase();

const require = createRequire(import.meta.url);

/** Loaded with the first name: its words fill several MiB, which no process without names needs. */
const dictionary = (): typeof import('pinyin-pro') => require('pinyin-pro');
