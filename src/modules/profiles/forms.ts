/** Forms as rows: drafts read in with all that is wrong, published ones kept parsed. */
import type { Selectable } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { DB } from '../../generated/database.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Edition } from './completeness.ts';
import { type Form, parseForm, readForm } from './form.ts';
import { formProblems } from './form-problems.ts';
import { sectionsNeeded } from './gates.ts';

export type FormTarget = Selectable<DB['profile_form']>;
export const onForm = { noun: 'ProfileForm', table: 'profile_form' } as const;

export function mustBeDraft({ status }: Pick<FormTarget, 'status'>): void {
  if (status !== 'DRAFT') throw refuse('profile-form.not_draft');
}

const MOST_PROBLEMS = 100;
const CACHED_FORMS = 200;

/** Of published editions only: those never change. */
const kept = new LRUCache<string, Edition>({ max: CACHED_FORMS });

type FormRow = { id: string; edition: number; content: unknown };

export function editionOf({ id, edition, content }: FormRow): Edition {
  const known = kept.get(id) ?? { id, edition, form: readForm(content) };
  kept.set(id, known);
  return known;
}

/** A draft's content, or the refusal that names every fault of its shape. */
export function readDraft(content: unknown): Form {
  const read = parseForm(content);
  if (read.ok) return read.form;
  const paths = read.paths.map((path) => ['content', ...path]).slice(0, MOST_PROBLEMS);
  throw refuse('profile-form.malformed', { path: paths[0] ?? ['content'], details: { paths } });
}

type Judging = { customerKind: string; validFrom: string };

/** Refuses a form that may not be published, with all its problems. */
export function requireSound(form: Form, { customerKind, validFrom }: Judging): void {
  const neededSections = sectionsNeeded(customerKind, validFrom);
  const problems = formProblems(form, { customerKind, neededSections }).slice(0, MOST_PROBLEMS);
  const [first] = problems;
  if (!first) return;
  throw refuse('profile-form.invalid', {
    path: ['content', ...first.path],
    details: { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) },
  });
}

type Wanted = { institutionId: string; customerKind: string; today: string };

/** The form asked of a kind today, if there is one; the database lets no two be in force. */
export async function formInForce(db: Db | Tx, wanted: Wanted): Promise<Edition | null> {
  const row = await (db as Db)
    .selectFrom('profile_form')
    .select(['id', 'edition', 'content'])
    .where('institution_id', '=', wanted.institutionId)
    .where('customer_kind', '=', wanted.customerKind)
    .where('valid_from', '<=', wanted.today)
    .where((where) =>
      where.or([where('valid_to', 'is', null), where('valid_to', '>', wanted.today)]),
    )
    .executeTakeFirst();
  return row ? editionOf(row) : null;
}

/** Editions by key, those that answers name; most are known already. */
export async function editionsOf(
  db: Db | Tx,
  institutionId: string,
  ids: readonly string[],
): Promise<Map<string, Edition>> {
  const known = ids.flatMap((id) => kept.get(id) ?? []);
  const unknown = ids.filter((id) => !kept.has(id));
  const rows = unknown.length === 0 ? [] : await formRows(db, institutionId, unknown);
  return new Map([...known, ...rows.map(editionOf)].map((edition) => [edition.id, edition]));
}

const formRows = (db: Db | Tx, institutionId: string, ids: readonly string[]) =>
  (db as Db)
    .selectFrom('profile_form')
    .select(['id', 'edition', 'content'])
    .where('institution_id', '=', institutionId)
    .where('id', 'in', [...ids])
    .execute();
