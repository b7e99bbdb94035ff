import { z } from 'zod';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { ref } from '../../../kernel/commands/input.ts';
import { setApart } from '../../../kernel/commands/set-apart.ts';
import { refusalOf } from '../../../kernel/commands/translate.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { NewSubjects } from '../../../kernel/vault/vault.ts';
import { type Taken, takenAmong } from '../already-taken.ts';
import { fileKeeper, type Opening } from '../file-keeper.ts';
import {
  checkedFile,
  type FileInput,
  fileErrors,
  fileInput,
  type NewFile,
  newFile,
} from '../filing.ts';
import { rememberedLookups } from '../personal.ts';
import { type Place, placeOf } from '../placement.ts';

const MOST_FILES = 500;

const outcome = z.object({
  index: z.number().int(),
  customer: ref('Customer').nullable(),
  /** Why there is none. */
  code: z.string().nullable(),
  path: z.string().nullable(),
});
type Outcome = z.input<typeof outcome>;

export const registerMany = command({
  name: 'customer.register-many',
  permission: 'customer.register',
  scope: 'references',
  title: { en: 'Open many files', zh: '批量建档' },
  description: {
    en: 'Up to 500 files at once, each opened or refused as if it had come alone, in their order; a refusal of one leaves the others. Much faster than one by one.',
    zh: '一次至多 500 份档案，按序逐份判定，结果与逐份建档一致；个别被拒不影响其余，速度远高于逐份建档。',
  },
  input: z.object({ files: z.array(fileInput).min(1).max(MOST_FILES) }),
  result: z.object({ outcomes: z.array(outcome) }),
  acts: ['customer.registered', 'customer.many-registered'],
  probing: true,
  governedBy: 'customer.register',
  errors: fileErrors,
  async handler(tx, { files }, context) {
    const outcomes = await registerFiles(tx, files, context);
    const refused = outcomes.filter(({ code }) => code !== null).length;
    const data = { given: files.length, refused };
    context.emit('customer.many-registered', [], data);
    return { outcomes };
  },
});

type Setting = Pick<Context, 'actor' | 'emit' | 'today' | 'vault'>;
/** A file that is ready to be written, by its place among those given. */
type Ready = { index: number; file: NewFile };

async function registerFiles(
  tx: Tx,
  files: readonly FileInput[],
  setting: Setting,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { institutionId } = setting.actor;
  const newcomers = await setting.vault.forNewSubjects(tx, institutionId);
  const opening = fileKeeper().opening(tx, { institutionId, today: setting.today });
  const keepers = { newcomers, opening };
  const { ready, refused } = await prepare(tx, files, { ...setting, ...keepers });
  outcomes.push(...refused);
  const taken = await takenAmong(tx, institutionId, ready);
  const { free, doubtful } = apart(ready, taken);
  const together = await writeTogether(tx, free, keepers);
  const alone = together ? doubtful : [...free, ...doubtful].sort((a, b) => a.index - b.index);
  const written = together ? free.map(({ index }) => index) : [];
  for (const each of alone) {
    const refusal = await writeAlone(tx, each, keepers);
    if (refusal) outcomes.push(refusedAs(each.index, refusal));
    else written.push(each.index);
  }
  const done = new Set(written);
  for (const each of ready.filter(({ index }) => done.has(index))) {
    tell(setting, each.file);
    outcomes.push({ index: each.index, customer: each.file.row.id, code: null, path: null });
  }
  return outcomes.sort((a, b) => a.index - b.index);
}

type Keepers = { newcomers: NewSubjects; opening: Opening };
type Preparing = Setting & Keepers;

/** Everything that can be said of a file without writing it. */
async function prepare(tx: Tx, files: readonly FileInput[], setting: Preparing) {
  const { actor, today, newcomers, opening } = setting;
  const { institutionId } = actor;
  const lookups = rememberedLookups(tx, today);
  const keeper = { tx, institutionId, vault: newcomers.vault, lookups };
  const place = placesOf(tx, { actor, today });
  beginLooking(place, files);
  const ready: Ready[] = [];
  const refused: Outcome[] = [];
  for (const [index, given] of files.entries()) {
    try {
      const wanted = checkedFile(given, today);
      const file = await newFile({ keeper, actor, today, opening }, given, {
        wanted,
        place: await place(given),
      });
      ready.push({ index, file });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(refusedAs(index, error));
    }
  }
  return { ready, refused };
}

const refusedAs = (index: number, { code, path }: Refusal): Outcome => ({
  index,
  customer: null,
  code,
  path: path.join('.') || null,
});

type Places = (given: FileInput) => Promise<Place>;

/** All grids and villages that are named travel together; a refusal is met by the file it is about. */
function beginLooking(place: Places, files: readonly FileInput[]): void {
  for (const given of files) {
    if (given.point === undefined) place(given).catch(() => undefined);
  }
}

/** Where files belong; each grid and village is asked for once. */
function placesOf(tx: Tx, { actor, today }: { actor: Actor; today: string }): Places {
  const known = new Map<string, Promise<Place>>();
  return (given) => {
    const { gridId, gridCode, areaCode, point } = given;
    if (point !== undefined) return placeOf({ tx, actor, today }, given);
    const at = `${gridId} ${gridCode} ${areaCode}`;
    const place = known.get(at) ?? placeOf({ tx, actor, today }, given);
    known.set(at, place);
    return place;
  };
}

/** Files whose numbers nobody has, and those that someone may: an earlier one of these, too. */
function apart(ready: readonly Ready[], taken: Taken) {
  const seen = new Set<string>();
  const free: Ready[] = [];
  const doubtful: Ready[] = [];
  for (const each of ready) {
    const numbers = taken.numbersOf(each.file);
    const doubt = numbers.some((number) => taken.has(number) || seen.has(number));
    for (const number of numbers) seen.add(number);
    (doubt ? doubtful : free).push(each);
  }
  return { free, doubtful };
}

/** False when a constraint objects to one of them after all; then none is written. */
async function writeTogether(tx: Tx, files: readonly Ready[], keepers: Keepers): Promise<boolean> {
  return (await written(tx, files, keepers)) === null;
}

const writeAlone = (tx: Tx, file: Ready, keepers: Keepers): Promise<Refusal | null> =>
  written(tx, [file], keepers);

async function written(
  tx: Tx,
  files: readonly Ready[],
  { newcomers, opening }: Keepers,
): Promise<Refusal | null> {
  if (files.length === 0) return null;
  const rows = files.map(({ file }) => file.row);
  const members = files.flatMap(({ file }) => file.members);
  const subjects = [...rows, ...members].flatMap(({ id }) => newcomers.keyOf(id) ?? []);
  const write = async (): Promise<void> => {
    await insertRows(tx, 'customer', rows);
    await opening.keep(files.flatMap(({ file }) => (file.profile ? [file.profile] : [])));
    await insertRows(tx, 'customer_member', members);
    await insertRows(tx, 'subject_key', subjects);
  };
  const ofFile = (error: unknown) => refusalOf(error, { input: fileInput });
  const tried = await setApart(tx, write, ofFile);
  return tried.done ? null : tried.error;
}

function tell({ emit }: Setting, { row, fact }: NewFile): void {
  const grid = row.grid_id ? [{ type: 'Grid', id: row.grid_id }] : [];
  emit('customer.registered', [{ type: 'Customer', id: row.id, version: 1 }, ...grid], fact);
}
