/** The class of every field (JR/T 0171-2020): said where it stands, else by rule. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isObjectType,
} from 'graphql';
import type { z } from 'zod';
import type { DataClass } from '../generated/enums.ts';
import { type Command, mutationName } from './commands/command.ts';
import type { Registry } from './commands/registry.ts';
import { definitionOf, metaOf, unwrap } from './commands/schema-walk.ts';
import { connectionTarget, type Model } from './queries/model.ts';
import type { Noun } from './queries/noun.ts';

/** One line of the data dictionary. */
export type Classified = {
  /** A type of the schema or a command. */
  of: string;
  kind: 'NOUN' | 'COMMAND';
  /** Path below it, e.g. `profile.netIncome`. */
  field: string;
  type: string;
  class: DataClass;
  /** DECLARED where the field says so itself, RULE where its kind decides. */
  by: 'DECLARED' | 'RULE';
  description: string;
};

/** The noun whose rows are people's files; what leads to it is about a person too. */
const PERSON_FILE = 'Customer';
/** Names that may hold what identifies a person: such a field has to say its class. */
const PERSONAL =
  /([nN]ame|[iI]dNumber|[mM]obile|[tT]elephone|[pP]hone|[aA]ddress|[bB]irth\w*|[pP]hoto\w*|[eE]mail|[eE]mployer)$/;
/** Masks, and where somebody lives or was met, are C2 by their very names. */
const EVIDENT = /(Mask|^longitude|^latitude|^point)$/;

/** What these are called is on signs and maps; people's names stand in no field of theirs. */
const THINGS =
  /^(Area|AreaChange|Grid|GovernmentGrid|Institution|Outlet|Role|Scorecard|area|grid|outlet|role|Campaign|campaign)($|\.)/;
const OF_THINGS = /^(name|address)$/;

/** Whether a field may not leave its class to the rules. */
export function mustDeclare({ of, field }: Pick<Classified, 'of' | 'field'>): boolean {
  const name = field.split('.').at(-1) ?? field;
  return PERSONAL.test(name) && !(THINGS.test(of) && OF_THINGS.test(name));
}

const classByRule = (name: string, sensitive: boolean): DataClass =>
  sensitive || EVIDENT.test(name) ? 'C2' : 'C1';

/** About a person: free text, amounts and shapes are C2; ids, codes, counts and dates C1. */
const SENSITIVE_SCALARS = new Set(['String', 'Money', 'Decimal', 'Float', 'JSON', 'GeoJSON']);

function aboutPerson(model: Model, noun: Noun): boolean {
  if (noun.type === PERSON_FILE) return true;
  if (typeof noun.scope === 'string' || 'column' in noun.scope) return false;
  const names = 'via' in noun.scope ? [noun.scope.via] : noun.scope.either;
  return names.some((name) => {
    const edge = noun.edges?.[name];
    return edge?.kind === 'one' && aboutPerson(model, model.noun(edge.to));
  });
}

type Field = GraphQLField<unknown, unknown>;

/** `@data(class: C2)` on a field of the SDL. */
function declaredOn(field: Field): DataClass | undefined {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'data');
  const value = directive?.arguments?.find(({ name }) => name.value === 'class')?.value;
  return value?.kind === 'EnumValue' ? (value.value as DataClass) : undefined;
}

type Walk = { of: string; personal: boolean; path: string; inherited?: DataClass | undefined };

const DEEPEST = 6;

function nounFields(model: Model, type: GraphQLObjectType, walk: Walk): Classified[] {
  return Object.values(type.getFields()).flatMap((field: Field): Classified[] => {
    const named = getNamedType(field.type);
    // What lies behind a reference is classified where it stands.
    if (connectionTarget(field.type) || model.nouns.has(named.name)) return [];
    const path = walk.path ? `${walk.path}.${field.name}` : field.name;
    const declared = declaredOn(field) ?? walk.inherited;
    if (isObjectType(named) && path.split('.').length < DEEPEST) {
      return nounFields(model, named, { ...walk, path, inherited: declared });
    }
    const open = SENSITIVE_SCALARS.has(named.name) && !isEnumType(named);
    const byRule = classByRule(field.name, walk.personal && open);
    return [
      {
        of: walk.of,
        kind: 'NOUN',
        field: path,
        type: String(field.type),
        class: declared ?? byRule,
        by: declared ? 'DECLARED' : 'RULE',
        description: field.description ?? '',
      },
    ];
  });
}

const SENSITIVE_ZOD = new Set(['string', 'record', 'unknown', 'any']);

function inputFields(schema: z.ZodType, walk: Walk): Classified[] {
  const { schema: inner } = unwrap(schema);
  const meta = metaOf(inner);
  const { type, shape, element, in: source, entries } = definitionOf(inner);
  const declared = meta.dataClass ?? walk.inherited;
  const below = { ...walk, inherited: declared };
  if (shape && !meta.graphql) {
    return Object.entries(shape).flatMap(([name, member]) =>
      inputFields(member, { ...below, path: walk.path ? `${walk.path}.${name}` : name }),
    );
  }
  if (element) return inputFields(element, below);
  if (source && !meta.graphql) return inputFields(source, below);
  const scalar = meta.graphql ?? type;
  const coded = meta.noun !== undefined || entries !== undefined || isPattern(inner);
  const open = !coded && (SENSITIVE_SCALARS.has(scalar) || SENSITIVE_ZOD.has(scalar));
  return [
    {
      of: walk.of,
      kind: 'COMMAND',
      field: walk.path,
      type: scalar,
      class: declared ?? classByRule(walk.path.split('.').at(-1) ?? '', walk.personal && open),
      by: declared ? 'DECLARED' : 'RULE',
      description: inner.description ?? schema.description ?? '',
    },
  ];
}

/** Codes have a form of their own; free text has none. */
const isPattern = (schema: z.ZodType): boolean =>
  ((schema.def as { checks?: { _zod: { def: { format?: string } } }[] }).checks ?? []).some(
    (check) => check._zod.def.format === 'regex',
  );

function commandIsPersonal(model: Model, command: Command): boolean {
  const [prefix = ''] = command.name.split('.');
  const camel = mutationName(prefix);
  const own = model.nouns.get(camel.charAt(0).toUpperCase() + camel.slice(1));
  const target = command.on ? model.nouns.get(command.on.noun) : undefined;
  return [own, target].some((noun) => noun !== undefined && aboutPerson(model, noun));
}

/** Every field of every noun and of every command's input, with its class. */
export function dataDictionary(model: Model, registry: Registry): Classified[] {
  const nouns = [...model.nouns.values()].flatMap((noun) => {
    const walk = { of: noun.type, personal: aboutPerson(model, noun), path: '' };
    return nounFields(model, model.objectType(noun.type), walk);
  });
  const inputs = registry.commands.flatMap((command) => {
    const personal = commandIsPersonal(model, command);
    return inputFields(registry.inputOf(command), { of: command.name, personal, path: '' });
  });
  const place = ({ kind, of, field }: Classified): string => `${kind} ${of} ${field}`;
  return [...nouns, ...inputs].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
