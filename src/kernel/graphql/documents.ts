import {
  type DocumentNode,
  type GraphQLError,
  Kind,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Refusal, refuse } from '../errors.ts';
import type { Model } from '../queries/model.ts';
import { type Operation, operationOf } from '../queries/plan.ts';
import { MAX_TOKENS, noIntrospection, noNul, shapeFaults } from './rules.ts';

/** A document that passed every check, ready to run many times. */
export type PreparedDocument = {
  source: string;
  document: DocumentNode;
  operation: Operation;
  kind: 'query' | 'mutation';
  /** Every root field is a noun: the answer's bytes come straight from Postgres. */
  selectable: boolean;
  trusted: boolean;
};

export type Documents = {
  /** @throws Refusal `query.invalid` with the parser's or validator's words */
  prepare(source: string): PreparedDocument;
};

export type DocumentOptions = { model: Model; introspection: boolean };

const CACHED_DOCUMENTS = 1_000;
const MAX_ERRORS = 5;

export function createDocuments(options: DocumentOptions): Documents {
  const prepared = new LRUCache<string, PreparedDocument>({ max: CACHED_DOCUMENTS });
  return {
    prepare(source) {
      const known = prepared.get(source);
      if (known) return known;
      const fresh = prepareDocument(options, source, { trusted: false });
      prepared.set(source, fresh);
      return fresh;
    },
  };
}

export function prepareDocument(
  { model, introspection }: DocumentOptions,
  source: string,
  { trusted }: { trusted: boolean },
): PreparedDocument {
  const document = parseWithin(source, trusted ? undefined : MAX_TOKENS);
  const faults = trusted ? [] : shapeFaults(document);
  if (faults.length > 0) throw refuse('query.invalid', { details: { errors: faults } });
  const rules: ValidationRule[] = [...specifiedRules, noNul];
  if (!introspection) rules.push(noIntrospection);
  const errors = validate(model.schema, document, rules, { maxErrors: MAX_ERRORS });
  if (errors.length > 0) throw invalid(errors);
  const operation = operationOf(document);
  if (operation.definition.operation === 'subscription') throw refuse('query.invalid');
  const kind = operation.definition.operation;
  return {
    source,
    document,
    operation,
    kind,
    selectable: kind === 'query' && onlyNouns(model, operation),
    trusted,
  };
}

function parseWithin(source: string, maxTokens: number | undefined): DocumentNode {
  try {
    return parse(source, maxTokens === undefined ? { noLocation: true } : { maxTokens });
  } catch (error) {
    throw invalid([error as GraphQLError]);
  }
}

function invalid(errors: readonly GraphQLError[]): Refusal {
  const details = errors.map(({ message, locations }) => ({ message, locations }));
  return refuse('query.invalid', { details: { errors: details } });
}

/** Root fields that are nouns or pages of them, directly or through fragments on Query. */
function onlyNouns(model: Model, operation: Operation): boolean {
  const fields = model.objectType('Query').getFields();
  return operation.definition.selectionSet.selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return false;
    const field = fields[selection.name.value];
    return field !== undefined && isNounField(model, field.type.toString());
  });
}

export function isNounField(model: Model, type: string): boolean {
  const bare = type.replace(/[[\]!]/g, '');
  const page = /^(.+)Connection$/.exec(bare)?.[1];
  return bare === 'Node' || model.nouns.has(page ?? bare);
}
