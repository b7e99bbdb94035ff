/** Whether files are complete enough for a later step. */
import type { ProfileStep } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { FileKey } from '../customers/index.ts';
import type { Edition, SectionState } from './completeness.ts';
import type { FormSection, Label } from './form.ts';
import { formInForce } from './forms.ts';
import { type Gate, gatesOf } from './gates.ts';
import { EMPTY, editionsIn, openProfilesOf } from './stored.ts';

export type MissingSection = {
  readonly code: string;
  readonly label: Label;
  readonly percent: number;
  /** Percent the step needs; required items are needed in any case. */
  readonly needed: number;
  readonly missing: readonly { code: string; label: Label; required: boolean }[];
};

export type Asking = { readonly institutionId: string; readonly today: string };
export type Asked = {
  readonly id: string;
  readonly kind: string;
  /** Sections needed beside those the step needs of everybody. */
  readonly also?: readonly Gate[];
};

/** A customer's file before a step: open answers by item code, and what the step still needs. */
export type FileForStep = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly missing: readonly MissingSection[];
};

/**
 * The files of some customers before a step, by customer; a statement or two, however many they
 * are. A section counts under the edition it was answered under. Without a form in force there is
 * nothing to answer, and the step does not go on: `profile.form_missing`.
 */
export async function filesForStep(
  db: Db | Tx,
  { institutionId, today }: Asking,
  { customers, step }: { customers: readonly Asked[]; step: ProfileStep },
): Promise<Map<string, FileForStep>> {
  const ids = customers.map(({ id }) => id);
  const profiles = await openProfilesOf(db, institutionId, ids);
  const editions = await editionsIn(db, institutionId, profiles.values());
  const current = currentForms(db, { institutionId, today });
  const files = new Map<string, FileForStep>();
  for (const { id, kind, also = [] } of customers) {
    const profile = profiles.get(id) ?? EMPTY;
    const missing: MissingSection[] = [];
    for (const wants of [...gatesOf(step, kind, today), ...also]) {
      const state = profile.sections.find(({ code }) => code === wants.section);
      const edition = state ? editions.get(state.form) : await current(kind);
      missing.push(...missingFor(wants, { state, edition }));
    }
    files.set(id, { answers: profile.answers, missing });
  }
  return files;
}

/** The form in force of each kind, looked up once. */
function currentForms(db: Db | Tx, { institutionId, today }: Asking) {
  const known = new Map<string, Edition>();
  return async (customerKind: string): Promise<Edition> => {
    const found =
      known.get(customerKind) ?? (await formInForce(db, { institutionId, customerKind, today }));
    if (!found) throw refuse('profile.form_missing');
    known.set(customerKind, found);
    return found;
  };
}

type Standing = { state: SectionState | undefined; edition: Edition | undefined };

function missingFor(wants: Gate, { state, edition }: Standing): MissingSection[] {
  const section = edition?.form.sections.find(({ code }) => code === wants.section);
  // Rules of a later day may need a section that an older form never had.
  if (!section) return [];
  const items = itemsOf(section, state);
  const percent = state?.percent ?? 0;
  if (percent >= wants.percent && !items.some(({ required }) => required)) return [];
  const { code, label } = section;
  return [{ code, label, percent, needed: wants.percent, missing: items }];
}

const itemsOf = ({ items }: FormSection, state: SectionState | undefined) =>
  items
    .filter(({ code }) => state === undefined || state.missing.includes(code))
    .map(({ code, label, required }) => ({ code, label, required }));

export type GateKey = FileKey & Omit<Asked, 'id'> & { readonly today: string };

/** One customer's file before a step. */
export async function fileForStep(
  db: Db | Tx,
  { institutionId, customerId, kind, today, also = [] }: GateKey,
  step: ProfileStep,
): Promise<FileForStep> {
  const customers = [{ id: customerId, kind, also }];
  const files = await filesForStep(db, { institutionId, today }, { customers, step });
  return files.get(customerId) ?? { answers: {}, missing: [] };
}

/** What a step still needs of a customer's file; empty when it may go on. */
export const gate = async (
  db: Db | Tx,
  key: GateKey,
  step: ProfileStep,
): Promise<readonly MissingSection[]> => (await fileForStep(db, key, step)).missing;

/** The refusal of a step whose gate is closed, with all that is missing. */
export const gateClosed = (step: ProfileStep, missing: readonly MissingSection[]) =>
  refuse('profile.gate_closed', { details: { step, sections: missing } });

/** The answers on file, for a step whose gate is open; else `profile.gate_closed`. */
export async function requireGate(
  tx: Tx,
  key: GateKey,
  step: ProfileStep,
): Promise<FileForStep['answers']> {
  const { answers, missing } = await fileForStep(tx, key, step);
  if (missing.length > 0) throw gateClosed(step, missing);
  return answers;
}
