/** From what two sides agree on to what is shown. Pure. */
import type { DataAgreementStatus, SharingGrade } from '../../generated/enums.ts';
import { type MemberKind, type PlacedBy, type ShareableFact, shareableFacts } from './shareable.ts';

/** What is agreed about one kind of fact. */
export type Term = {
  act: string;
  objects: readonly string[];
  shown: readonly string[];
  masked: readonly string[];
};

export type MemberView = { name: string; kind: MemberKind; masked: boolean; fewest?: number };

/** What a term comes to, complete in itself: what was shown by it never changes. */
export type View = {
  act: string;
  place: PlacedBy;
  concerns: readonly string[];
  objects: readonly string[];
  groups: readonly string[];
  members: readonly MemberView[];
};

export type TermFault = {
  code:
    | 'data-agreement.fact_not_shareable'
    | 'data-agreement.fact_twice'
    | 'data-agreement.object_not_shareable'
    | 'data-agreement.member_unknown'
    | 'data-agreement.grade_unfit';
  path: (string | number)[];
};

export type Terms = { grade: SharingGrade; terms: readonly Term[]; fewest: number };

/** The views of the terms, or what is wrong with them. */
export function viewsOf({ grade, terms, fewest }: Terms): { views: View[] } | { fault: TermFault } {
  const acts = new Set<string>();
  const views: View[] = [];
  for (const [index, term] of terms.entries()) {
    const rule = Object.hasOwn(shareableFacts, term.act) ? shareableFacts[term.act] : undefined;
    const fault = rule ? faultOf(term, { rule, grade, acts }) : notShareable;
    if (fault || !rule) {
      const { code, path } = fault ?? notShareable;
      return { fault: { code, path: ['terms', index, ...path] } };
    }
    acts.add(term.act);
    views.push(viewOf(term, rule, fewest));
  }
  return { views };
}

const notShareable: TermFault = { code: 'data-agreement.fact_not_shareable', path: ['act'] };

type Beside = { rule: ShareableFact; grade: SharingGrade; acts: ReadonlySet<string> };

function faultOf(term: Term, { rule, grade, acts }: Beside): TermFault | undefined {
  if (acts.has(term.act)) return { code: 'data-agreement.fact_twice', path: ['act'] };
  if (!fits(grade, term, rule)) return { code: 'data-agreement.grade_unfit', path: ['act'] };
  const object = term.objects.findIndex((type) => !rule.objects.includes(type));
  if (object >= 0)
    return { code: 'data-agreement.object_not_shareable', path: ['objects', object] };
  const seen = new Set<string>();
  for (const list of ['shown', 'masked'] as const) {
    for (const [place, name] of term[list].entries()) {
      if (!Object.hasOwn(rule.members, name) || seen.has(name)) {
        return { code: 'data-agreement.member_unknown', path: [list, place] };
      }
      seen.add(name);
    }
  }
  return undefined;
}

/** Facts about people need the grade that shows people; numbers are told of them and name nothing. */
function fits(grade: SharingGrade, term: Term, { groups }: ShareableFact): boolean {
  if (grade === 'PERSONS') return true;
  if (grade === 'FACTS') return groups.length === 0;
  const bare = term.objects.length + term.shown.length + term.masked.length === 0;
  return groups.length > 0 && bare;
}

function viewOf(term: Term, rule: ShareableFact, fewest: number): View {
  const member = (masked: boolean) => (name: string) => {
    const kind = rule.members[name] ?? 'WORD';
    return { name, kind, masked, ...(kind === 'PEOPLE' ? { fewest } : {}) };
  };
  return {
    act: term.act,
    place: rule.place,
    concerns: rule.concerns,
    objects: [...new Set(term.objects)],
    groups: rule.groups,
    members: [...term.shown.map(member(false)), ...term.masked.map(member(true))],
  };
}

type Standing = { status: DataAgreementStatus; valid_from: string; valid_to: string };

/** Approved, begun and neither ended nor expired on a civil date. */
export const inForceOn = ({ status, valid_from, valid_to }: Standing, day: string): boolean =>
  status === 'APPROVED' && valid_from <= day && day < valid_to;
