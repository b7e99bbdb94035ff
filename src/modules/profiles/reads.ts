import { z } from 'zod';
import { ProfileStep } from '../../generated/enums.ts';
import { id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { profileAsOf } from './as-of-read.ts';
import { type Edition, figureOf, type SectionState } from './completeness.ts';
import type { FormItem } from './form.ts';
import { formInForce } from './forms.ts';
import { gate } from './gate.ts';
import { editionsIn, profileOf } from './stored.ts';
import { valueListOf, valueLists } from './value-lists.ts';

const completeness = read({
  name: 'profile.completeness',
  permission: 'customer.read',
  scope: 'references',
  title: { en: "What a customer's profile lacks", zh: '档案缺失项' },
  input: z.object({ customerId: id('Customer') }),
  cost: 20,
  async run(db, { customerId }, { actor, today }) {
    const { institutionId } = actor;
    const key = { institutionId, customerId };
    const { kind, completeness: percent } = await db
      .selectFrom('customer')
      .select(['kind', 'completeness'])
      .where('institution_id', '=', institutionId)
      .where('id', '=', customerId)
      .executeTakeFirstOrThrow();
    const profile = await profileOf(db, key);
    const current = await formInForce(db, { institutionId, customerKind: kind, today });
    const editions = await editionsIn(db, key.institutionId, [profile]);
    const states = profile.sections.filter(({ dropped }) => !dropped);
    const asked = states.flatMap((state) => {
      const section = sectionIn(editions.get(state.form), state.code);
      return section ? [{ state, section }] : [];
    });
    const steps = current
      ? await Promise.all(
          ProfileStep.map(async (step) => {
            const sections = await gate(db, { ...key, kind, today }, step);
            return { step, open: sections.length === 0, sections };
          }),
        )
      : [];
    return {
      customer: customerId,
      percent,
      form: current?.id ?? null,
      sections: asked.map(({ state, section }) => ({
        code: state.code,
        label: section.label,
        edition: state.edition,
        percent: state.percent,
        filled: state.filled,
        asked: state.asked,
      })),
      missing: asked.flatMap(({ state, section }) =>
        section.items
          .filter(({ code }) => state.missing.includes(code))
          .map((item) => missingItem(state.code, item)),
      ),
      newlyAsked: current ? newlyAsked(current, profile.sections, profile) : [],
      steps,
    };
  },
});

const sectionIn = (edition: Edition | undefined, code: string) =>
  edition?.form.sections.find((section) => section.code === code);

const missingItem = (section: string, { code, label, required }: FormItem) => ({
  code,
  section,
  label,
  required,
});

type Held = { answers: Readonly<Record<string, unknown>>; sealedItems: readonly string[] };

/** What the form in force asks in sections answered before it, and nobody has answered. */
function newlyAsked(current: Edition, states: readonly SectionState[], held: Held) {
  const older = new Map(states.map((state) => [state.code, state]));
  return current.form.sections.flatMap((section) => {
    const state = older.get(section.code);
    if (state?.form === current.id) return [];
    const known = { answers: held.answers, sealed: new Set(held.sealedItems), facts: NOTHING };
    const { missing } = figureOf(section, known).state;
    return section.items
      .filter(({ code, type }) => type !== 'FILE' && missing.includes(code))
      .map((item) => missingItem(section.code, item));
  });
}

/** Fields of the file are left out of that list, so what they hold does not matter. */
const NOTHING = {
  NAME: false,
  ID_NUMBER: false,
  MOBILE: false,
  ADDRESS: false,
  GRID: false,
  AREA: false,
  POINT: false,
  BUSINESS_NAME: false,
  CREDIT_CODE: false,
  MEMBERS: 0,
} as const;

const lists = read({
  name: 'profile.value-lists',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'Value lists that forms may name', zh: '信息采集表可引用的代码表' },
  input: z.object({ code: z.string().max(64).optional() }),
  cost: 5,
  async run(_db, { code }) {
    if (code === undefined) return { lists: valueLists };
    const list = valueListOf(code);
    if (!list) throw refuse('object.not_found', { path: ['code'] });
    return { lists: [list] };
  },
});

export const profileReads = [completeness, profileAsOf, lists];
