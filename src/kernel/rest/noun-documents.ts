import { type GraphQLField, getNamedType, isLeafType, isObjectType } from 'graphql';
import { connectionTarget, isList, type Model } from '../queries/model.ts';
import type { Collection } from './collections.ts';

/** How deep objects kept within a row are written out. */
export const EMBEDDED_DEPTH = 3;

type Field = GraphQLField<unknown, unknown>;

/** A list of objects kept within a row, such as a file's sections: shown with the one, not in lists. */
export function isDetail(model: Model, { type }: Field): boolean {
  const named = getNamedType(type);
  return isList(type) && isObjectType(named) && !model.nouns.has(named.name);
}

/**
 * What REST says of a noun: its own fields, the objects kept within it, and the ids of what it
 * refers to. Lists below it have endpoints of their own.
 */
function nounSelection(model: Model, fields: readonly Field[]): string {
  const selected = fields.map((field) => selectionOf(model, field, 0));
  return `{ ${selected.filter(Boolean).join(' ')} }`;
}

function selectionOf(model: Model, field: Field, depth: number): string | null {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return field.name;
  if (!isObjectType(type) || connectionTarget(field.type)) return null;
  if (model.nouns.has(type.name)) return `${field.name} { id }`;
  if (depth >= EMBEDDED_DEPTH) return null;
  const inner = Object.values(type.getFields()).map((each) => selectionOf(model, each, depth + 1));
  const kept = inner.filter(Boolean);
  return kept.length > 0 ? `${field.name} { ${kept.join(' ')} }` : null;
}

const argumentsOf = (model: Model, field: string): { name: string; type: string }[] => {
  const found = model.objectType('Query').getFields()[field];
  return (found?.args ?? []).map((arg) => ({ name: arg.name, type: arg.type.toString() }));
};

function documentOf(model: Model, field: string, selection: string): string {
  const args = argumentsOf(model, field);
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `query (${declared}) { result: ${field}(${passed}) ${selection} }`;
}

/** A list as a document: pageInfo first, so that the next page's link is read off the front. */
export function listDocument(model: Model, { noun, list }: Collection): string {
  const fields = Object.values(model.objectType(noun.type).getFields());
  const nodes = nounSelection(
    model,
    fields.filter((field) => !isDetail(model, field)),
  );
  const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  return documentOf(model, list, `{ ${page} nodes ${nodes} }`);
}

/** One object by its id, its version first. */
export function singleDocument(model: Model, { noun }: Collection): string {
  const type = model.objectType(noun.type);
  const version = type.getFields().version ? 'version ' : '';
  const fields = Object.values(type.getFields());
  const selection = nounSelection(model, fields).replace('{ ', `{ ${version}`);
  return `query ($id: ID!) { result: node(id: $id) { ... on ${noun.type} ${selection} } }`;
}
