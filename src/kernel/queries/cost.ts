import { type FieldNode, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_PAGE } from './connection.ts';
import { connectionTarget, isList, type Model } from './model.ts';
import type { Operation, Variables } from './plan.ts';
import { argument, collectFields, type DocumentScope, subselections } from './selection.ts';

/** A count over a filtered list reads more than it returns. */
const TOTAL_COUNT_COST = 50;

type Pricing = { variables: Variables; reports: ReadonlyMap<string, number> };

const COSTS_PER_OPERATION = 64;
const known = new WeakMap<Operation, LRUCache<string, number>>();

/**
 * Rows an operation may at most return, before anything runs: pages multiply by their sizes.
 * Counted once for the same sizes, because a document comes with ever other ids.
 */
export function requestedCost(model: Model, operation: Operation, pricing: Pricing): number {
  const costs = known.get(operation) ?? new LRUCache({ max: COSTS_PER_OPERATION });
  known.set(operation, costs);
  const sizes = sizesOf(pricing.variables);
  const cost = costs.get(sizes) ?? countedCost(model, operation, pricing);
  costs.set(sizes, cost);
  return cost;
}

/** What of the variables a cost depends on: page sizes, and conditions of @skip and @include. */
const sizesOf = (variables: Variables): string =>
  Object.entries(variables)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([name, value]) => `${name}=${value}`)
    .join();

function countedCost(model: Model, operation: Operation, { variables, reports }: Pricing): number {
  const scope: DocumentScope = { fragments: operation.fragments, variables };
  const name = operation.definition.operation === 'mutation' ? 'Mutation' : 'Query';
  const root = model.objectType(name);
  const sets = [operation.definition.selectionSet];
  let total = 0;
  for (const nodes of collectFields(sets, new Set([name]), scope).values()) {
    const field = nodes[0]?.name.value ?? '';
    total += (reports.get(field) ?? 0) + fieldCost(model, root, { nodes, scope });
  }
  return total;
}

type Priced = { nodes: readonly FieldNode[]; scope: DocumentScope };

function fieldCost(model: Model, owner: GraphQLObjectType, { nodes, scope }: Priced): number {
  const node = nodes[0];
  const field = node ? owner.getFields()[node.name.value] : undefined;
  if (!node || !field) return 0;
  const type = getNamedType(field.type);
  if (node.name.value === 'totalCount') return TOTAL_COUNT_COST;
  if (type.name === 'Node') return 1 + dearestNoun(model, { nodes, scope });
  if (!isObjectType(type)) return 0;
  const inner = innerCost(model, type, { nodes, scope });
  if (connectionTarget(field.type)) return pageSize(node, scope) * Math.max(inner, 1);
  const one = (model.nouns.has(type.name) ? 1 : 0) + inner;
  // How long a report's or a command's list becomes is not known beforehand: a page, say. The edges
  // and nodes of a page are counted with it.
  return isList(field.type) && !isOfPage(owner) ? MAX_PAGE * one : one;
}

const isOfPage = ({ name }: GraphQLObjectType): boolean => name.endsWith('Connection');

function pageSize(node: FieldNode, scope: DocumentScope): number {
  const size = (argument(node, 'first', scope) ?? argument(node, 'last', scope))?.value;
  return typeof size === 'number' ? Math.min(Math.max(size, 1), MAX_PAGE) : MAX_PAGE;
}

/** An id may lead to any noun, and costs are counted once for all ids. */
const dearestNoun = (model: Model, priced: Priced): number =>
  Math.max(
    ...[...model.nouns.keys()].map((name) => innerCost(model, model.objectType(name), priced)),
  );

function innerCost(model: Model, type: GraphQLObjectType, { nodes, scope }: Priced): number {
  let total = 0;
  for (const asked of collectFields(
    subselections(nodes),
    new Set([type.name, 'Node']),
    scope,
  ).values()) {
    total += fieldCost(model, type, { nodes: asked, scope });
  }
  return total;
}
