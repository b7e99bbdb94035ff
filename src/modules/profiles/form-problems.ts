/** What is wrong with a form although its shape is right: all of it at once, with paths. Pure. */
import { Decimal } from 'decimal.js';
import { asksForSecret } from '../../kernel/forbidden-content.ts';
import { rulesOfKind } from '../customers/index.ts';
import type {
  FileField,
  Form,
  FormColumn,
  FormItem,
  FormSection,
  ItemOf,
  Label,
  Term,
} from './form.ts';
import { problemWords } from './problem-words.ts';
import { sealedLists, valueListOf } from './value-lists.ts';

export type Path = readonly (string | number)[];
export type ProblemCode = keyof typeof problemWords;
export type Problem = { readonly code: ProblemCode; readonly path: Path; readonly message: Label };

export type Asking = {
  readonly customerKind: string;
  /** Sections that later steps need. */
  readonly neededSections: readonly string[];
};

type Report = (code: ProblemCode, path: Path) => void;

/** Everything that keeps a form from being published; nothing when it may be. */
export function formProblems(form: Form, { customerKind, neededSections }: Asking): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, path) => problems.push({ code, path, message: problemWords[code] });
  reportTwice(report, { list: form.sections, path: ['sections'], code: 'SECTION_TWICE' });
  reportItemsTwice(report, form);
  for (const [index, section] of form.sections.entries()) {
    const path = ['sections', index];
    for (const [place, item] of section.items.entries()) {
      const at = [...path, 'items', place];
      checkItem(report, item, at);
      checkCondition(report, section, { item, place, path: at });
      if (item.type === 'COMPUTED') checkComputed(report, section, { item, path: at });
      if (item.type === 'FILE') checkFile(report, section, { item, path: at, customerKind });
    }
  }
  for (const needed of neededSections) {
    if (!form.sections.some(({ code }) => code === needed)) report('SECTION_NEEDED', ['sections']);
  }
  if (form.sections.every(({ items }) => items.every(({ weight }) => weight === 0))) {
    report('WEIGHTLESS', ['sections']);
  }
  return problems;
}

type Listed = { list: readonly { readonly code: string }[]; path: Path; code: ProblemCode };

function reportTwice(report: Report, { list, path, code }: Listed): void {
  const seen = new Set<string>();
  for (const [index, entry] of list.entries()) {
    if (seen.has(entry.code)) report(code, [...path, index, 'code']);
    seen.add(entry.code);
  }
}

/** An answer is found by its code alone, so a code stands once in the whole form. */
function reportItemsTwice(report: Report, { sections }: Form): void {
  const seen = new Set<string>();
  for (const [index, { items }] of sections.entries()) {
    for (const [place, { code }] of items.entries()) {
      if (seen.has(code)) report('ITEM_TWICE', ['sections', index, 'items', place, 'code']);
      seen.add(code);
    }
  }
}

function checkItem(report: Report, item: FormItem, path: Path): void {
  checkSecret(report, item, path);
  if (item.type === 'TABLE') {
    reportTwice(report, { list: item.columns, path: [...path, 'columns'], code: 'COLUMN_TWICE' });
    for (const [index, column] of item.columns.entries()) {
      checkSecret(report, column, [...path, 'columns', index]);
      // A table that is sensitive seals every column.
      checkCell(report, column, { path: [...path, 'columns', index], sealed: item.sensitive });
    }
    return;
  }
  if (item.type !== 'COMPUTED' && item.type !== 'FILE') {
    checkCell(report, item, { path, sealed: false });
  }
}

/** Passwords, card codes and the like (C3) are asked of nobody. */
function checkSecret(report: Report, { code, label }: Named, path: Path): void {
  const asked = [code.toLowerCase(), label.en, label.zh].some(asksForSecret);
  if (asked) report('SECRET_ASKED', [...path, 'code']);
}

type Named = { code: string; label: Label };

function checkCell(
  report: Report,
  cell: FormColumn,
  { path, sealed }: { path: Path; sealed: boolean },
): void {
  if (cell.type === 'TEXT' && cell.format === 'FREE' && !(cell.sensitive || sealed)) {
    report('FREE_TEXT_OPEN', [...path, 'sensitive']);
  }
  if (cell.type === 'CHOICE') {
    const known = cell.valueList === undefined || valueListOf(cell.valueList) !== undefined;
    if (sealedLists.has(cell.valueList ?? '') && !(cell.sensitive || sealed)) {
      report('LIST_OPEN', [...path, 'sensitive']);
    }
    if (!known) report('VALUE_LIST_UNKNOWN', [...path, 'valueList']);
    else if (cell.options.length === 0) report('NO_OPTIONS', [...path, 'options']);
    reportTwice(report, { list: cell.options, path: [...path, 'options'], code: 'OPTION_TWICE' });
  }
  if ((cell.type === 'NUMBER' || cell.type === 'MONEY') && cell.max !== undefined) {
    if (new Decimal(cell.min).gt(cell.max)) report('RANGE_EMPTY', [...path, 'max']);
  }
}

type Conditional = { item: FormItem; place: number; path: Path };

/** A condition looks back, so that there are no circles, and never at what is sealed. */
function checkCondition(
  report: Report,
  { items }: FormSection,
  { item, place, path }: Conditional,
): void {
  const condition = item.askedWhen;
  if (!condition) return;
  const at = [...path, 'askedWhen'];
  const trigger = items.slice(0, place).find(({ code }) => code === condition.item);
  if (trigger?.type !== 'CHOICE' && trigger?.type !== 'BOOLEAN') {
    report(trigger ? 'CONDITION_TYPE' : 'CONDITION_UNKNOWN', [...at, 'item']);
    return;
  }
  if (trigger.sensitive) report('CONDITION_SENSITIVE', [...at, 'item']);
  const values: readonly (string | boolean)[] =
    trigger.type === 'BOOLEAN' ? [true, false] : trigger.options.map(({ code }) => code);
  for (const [index, value] of condition.is.entries()) {
    if (!values.includes(value)) report('CONDITION_VALUE', [...at, 'is', index]);
  }
}

type Computing = { item: ItemOf<'COMPUTED'>; path: Path };

function checkComputed(report: Report, section: FormSection, { item, path }: Computing): void {
  if (item.result === 'NUMBER' && !item.unit) report('UNIT_MISSING', [...path, 'unit']);
  for (const side of ['add', 'subtract'] as const) {
    for (const [index, term] of item[side].entries()) {
      checkTerm(report, section, { term, result: item.result, path: [...path, side, index] });
    }
  }
}

type Summing = { term: Term; result: 'NUMBER' | 'MONEY'; path: Path };

function checkTerm(report: Report, section: FormSection, { term, result, path }: Summing): void {
  const fault =
    'item' in term ? itemFault(section, term, result) : columnFault(section, term, result);
  if (fault) report(fault[0], [...path, fault[1]]);
}

type TermFault = readonly [code: ProblemCode, step: string] | null;
type Result = Summing['result'];

/** A total of what is sealed would show it; money is added to money, numbers to numbers. */
function itemFault({ items }: FormSection, term: { item: string }, result: Result): TermFault {
  const source = items.find(({ code }) => code === term.item);
  if (!source) return ['TERM_UNKNOWN', 'item'];
  if (source.type !== result) return ['TERM_TYPE', 'item'];
  return source.sensitive ? ['TERM_SENSITIVE', 'item'] : null;
}

type ColumnTerm = Extract<Term, { table: string }>;

function columnFault({ items }: FormSection, term: ColumnTerm, result: Result): TermFault {
  const source = items.find(({ code }) => code === term.table);
  if (source?.type !== 'TABLE') return ['TERM_UNKNOWN', 'table'];
  const column = source.columns.find(({ code }) => code === term.column);
  if (!column) return ['TERM_UNKNOWN', 'column'];
  if (column.type !== result) return ['TERM_TYPE', 'column'];
  return column.sensitive || source.sensitive ? ['TERM_SENSITIVE', 'column'] : null;
}

type Filing = { item: ItemOf<'FILE'>; path: Path; customerKind: string };

function checkFile(
  report: Report,
  { items }: FormSection,
  { item, path, customerKind }: Filing,
): void {
  if (!holds(customerKind, item.field)) report('FIELD_OF_KIND', [...path, 'field']);
  if (item.countedBy === undefined) return;
  const counting = items.find(({ code }) => code === item.countedBy);
  const counts = counting?.type === 'NUMBER' && !counting.sensitive && item.field === 'MEMBERS';
  if (!counts) report('COUNTED_BY', [...path, 'countedBy']);
}

function holds(customerKind: string, field: FileField): boolean {
  const { party, businessName, creditCode } = rulesOfKind(customerKind);
  if (field === 'MEMBERS') return party === 'HOUSEHOLD';
  if (field === 'BUSINESS_NAME') return businessName !== 'NONE';
  return field !== 'CREDIT_CODE' || creditCode !== 'NONE';
}
