import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { refuse } from '../errors.ts';
import { isCleanText } from '../text.ts';
import type { QueryString } from './nouns.ts';

type Given = Record<string, unknown>;

/**
 * The query string as a list's variables: paging, order and asOf by their own names, a filter's
 * members flattened beside them (`?level=SMALL,MICRO&codePrefix=429005`).
 */
export function variablesOf(args: readonly GraphQLArgument[], query: QueryString): Given {
  const variables: Given = {};
  const filter: Given = {};
  const members = args
    .map((arg) => getNamedType(arg.type))
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()));
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string' || !isCleanText(value))
      throw refuse('input.invalid', { path: [name] });
    const arg = args.find(
      (each) => each.name === name && !isInputObjectType(getNamedType(each.type)),
    );
    const member = members.find((each) => each.name === name);
    if (arg) variables[name] = parseValue(arg.type, value, name);
    else if (member) filter[name] = parseValue(member.type, value, name);
    else throw refuse('input.invalid', { path: [name] });
  }
  if (Object.keys(filter).length > 0) variables.filter = filter;
  return variables;
}

const INTEGER = /^-?\d{1,9}$/;

function parseValue(type: GraphQLInputType, text: string, name: string): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return text.split(',').map((part) => parseValue(inner.ofType, part, name));
  const scalar = getNamedType(inner).name;
  if (scalar === 'Int') {
    if (!INTEGER.test(text)) throw refuse('input.invalid', { path: [name] });
    return Number(text);
  }
  if (scalar === 'Boolean') {
    if (text !== 'true' && text !== 'false') throw refuse('input.invalid', { path: [name] });
    return text === 'true';
  }
  return text;
}
