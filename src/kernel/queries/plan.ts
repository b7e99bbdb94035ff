import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type OperationDefinitionNode,
} from 'graphql';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { ScopeShape } from '../auth/actor.ts';
import { builder } from '../db/kysely.ts';
import { idPrefix, parseGlobalId } from '../ids.ts';
import { connectionJson } from './connection.ts';
import { ANSWER, written } from './json.ts';
import { connectionTarget, fieldOf, type Model, snakeCase } from './model.ts';
import { bind, keyOf, type Noun, type PlanRequest, param, type Row, type Sql } from './noun.ts';
import { periodPredicate, tenantPredicate } from './predicates.ts';
import { asOfOf, type Compilation, singleSql } from './select.ts';
import { argument, type DocumentScope, subselections } from './selection.ts';

/** One root field as one statement. */
export type Plan = {
  text: string;
  values(request: PlanRequest): unknown[];
  /** Permissions of every noun the statement reads. */
  permissions: readonly string[];
};

/** A document's operation with what compiling its root fields needs. */
export type Operation = {
  definition: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  plans: LRUCache<string, Plan>;
};

const PLANS_PER_DOCUMENT = 64;
const TODAY = param((request) => request.today);

export function operationOf(document: DocumentNode): Operation {
  const definition = document.definitions.find((each) => each.kind === 'OperationDefinition');
  if (!definition) throw new Error('a document without an operation');
  const fragments = document.definitions.filter((each) => each.kind === 'FragmentDefinition');
  return {
    definition,
    fragments: new Map(fragments.map((each) => [each.name.value, each])),
    plans: new LRUCache({ max: PLANS_PER_DOCUMENT }),
  };
}

export type Variables = Readonly<Record<string, unknown>>;

/** What compiling one root field needs: its merged nodes, the variables and the scope's shape. */
export type PlanFor = {
  key: string;
  nodes: readonly FieldNode[];
  variables: Variables;
  scopeShape: ScopeShape;
};

/** The plan of a root field, from the document's cache where the variables have the same shape. */
export function planOf(model: Model, operation: Operation, wanted: PlanFor): Plan {
  const cacheKey = `${wanted.key} ${wanted.scopeShape} ${shapeOf(wanted.variables)}`;
  const known = operation.plans.get(cacheKey);
  if (known) return known;
  const document = { fragments: operation.fragments, variables: wanted.variables };
  const plan = compileRoot(model, document, wanted);
  operation.plans.set(cacheKey, plan);
  return plan;
}

/**
 * What of the variables a statement's text depends on: which are present, booleans, enum names and
 * the type of a node id. Other strings and numbers are parameters.
 */
function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'string') return structural(value);
  if (typeof value !== 'object') return '#';
  const members = Object.entries(value).map(([name, inner]) => `${name}:${shapeOf(inner)}`);
  return `{${members.join()}}`;
}

const ENUM_NAME = /^[A-Z][A-Z0-9_]{0,62}$/;

function structural(text: string): string {
  if (ENUM_NAME.test(text)) return text;
  return parseGlobalId(text)?.prefix ?? '#';
}

export function compileRoot(
  model: Model,
  document: DocumentScope,
  wanted: Pick<PlanFor, 'nodes' | 'scopeShape'>,
): Plan {
  const node = wanted.nodes[0];
  if (!node) throw new Error('a root field without nodes');
  return compile({ model, document, scopeShape: wanted.scopeShape }, (compilation) =>
    rootSql(compilation, wanted.nodes, node),
  );
}

type Setting = Pick<Compilation, 'model' | 'document' | 'scopeShape'>;

function compile(setting: Setting, build: (compilation: Compilation) => Sql): Plan {
  let aliases = 0;
  const touched = new Set<Noun>();
  const query = build({
    ...setting,
    alias: () => {
      aliases += 1;
      return `t${aliases}`;
    },
    touch: (noun) => touched.add(noun),
  });
  const compiled = query.compile(builder);
  const params = compiled.parameters as { resolve(request: PlanRequest): unknown }[];
  return {
    text: compiled.sql,
    values: (request) => params.map((each) => each.resolve(request)),
    permissions: [...new Set([...touched].map((noun) => noun.permission))],
  };
}

function rootSql(compilation: Compilation, nodes: readonly FieldNode[], node: FieldNode): Sql {
  const { model } = compilation;
  const field = fieldOf(model.objectType('Query'), node.name.value);
  const asOf = asOfOf(compilation, node) ?? TODAY;
  const target = connectionTarget(field.type);
  if (target) {
    const noun = model.noun(target);
    const join = (row: Row): Sql[] => tenantPredicate(noun, row);
    const page = connectionJson(compilation, { noun, asOf, nodes, found: 'listed', join });
    return sql`select ${written(page)} as ${ANSWER}`;
  }
  const noun = nounOfSingle(compilation, node, getNamedType(field.type).name);
  if (!noun) return sql`select null::text as ${ANSWER}`;
  // An id names one row for good; any other lookup asks which row holds on a date.
  const dated = !given(compilation, node, 'id') || given(compilation, node, 'asOf');
  const conditions = (row: Row): Sql[] => [
    ...lookups(compilation, node, { noun, row }),
    ...(dated ? periodPredicate(noun, row, asOf) : []),
  ];
  return singleSql(compilation, { noun, asOf, sets: subselections(nodes), conditions });
}

const given = ({ document }: Compilation, node: FieldNode, name: string): boolean =>
  argument(node, name, document) !== null;

/** `node(id:)` may lead to any noun; the id's prefix says which. */
function nounOfSingle(compilation: Compilation, node: FieldNode, type: string): Noun | undefined {
  const { model, document } = compilation;
  if (type !== 'Node') return model.noun(type);
  const prefix = parseGlobalId(String(argument(node, 'id', document)?.value))?.prefix;
  return [...model.nouns.values()].find((noun) => idPrefix(noun.type) === prefix);
}

/** The arguments of a single root field are equalities on columns of the same name. */
function lookups(
  { document }: Compilation,
  node: FieldNode,
  { noun, row }: { noun: Noun; row: Row },
): Sql[] {
  const conditions = (node.arguments ?? [])
    .filter((each) => each.name.value !== 'asOf')
    .flatMap((each) => {
      const given = argument(node, each.name.value, document);
      if (!given) return [];
      if (each.name.value !== 'id') {
        return [sql`${row(snakeCase(each.name.value))} = ${bind(given.param)}`];
      }
      return [sql`${row('id')} = ${bind(given.param.map((id) => keyOf(noun.type, id)))}::uuid`];
    });
  return conditions.length > 0 ? conditions : [sql`false`];
}

/** Where the statement of `compileNode` finds its key among the variables. */
export const NODE_KEY = '\u0000key';

export type NodeWanted = {
  type: string;
  nodes: readonly FieldNode[];
  scopeShape: ScopeShape;
};

/** One noun by its bare key, for reading back what a command or report names. */
export function compileNode(model: Model, document: DocumentScope, wanted: NodeWanted): Plan {
  const noun = model.noun(wanted.type);
  const key = bind(param((request) => request.variables[NODE_KEY]));
  const conditions = (row: Row): Sql[] => [sql`${row('id')} = ${key}::uuid`];
  const sets = subselections(wanted.nodes);
  return compile({ model, document, scopeShape: wanted.scopeShape }, (compilation) =>
    singleSql(compilation, { noun, asOf: TODAY, sets, conditions }),
  );
}
