import {
  coerceInputValue,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

/** What is wrong with a variable and where, without the value: it may be about a person. */
export type VariableFault = { path: readonly (string | number)[]; message: string };

type Given = Readonly<Record<string, unknown>>;
type Definitions = readonly VariableDefinitionNode[];

const MAX_FAULTS = 5;

/** The variables of a request by the types its document declares, or what is wrong with them. */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: Definitions,
  given: Given,
): { coerced: Record<string, unknown> } | { faults: VariableFault[] } {
  if (definitions.length === 0) return { coerced: {} };
  const { coerced, errors } = getVariableValues(schema, definitions, given);
  if (!errors) return { coerced };
  const faults = definitions.flatMap((definition) => faultsOf(schema, definition, given));
  return { faults: faults.slice(0, MAX_FAULTS) };
}

function faultsOf(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  given: Given,
): VariableFault[] {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type as never);
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (!isInputType(type) || (value === undefined && definition.defaultValue)) return [];
  const faults: VariableFault[] = [];
  coerceInputValue(value ?? null, type, (path, _value, { message }) => {
    const field = FIELD.exec(message)?.[1];
    faults.push({ path: [name, ...path, ...(field ? [field] : [])], message: wordsOf(message) });
  });
  return faults;
}

const FIELD = /^Field "([^"]+)" (?:is not defined|of required type)/;
const ABOUT_TYPES = /^(?:Field "[^"]+" [^.]*\.|Expected non-null.*|Expected type "[^"]+" to be.*)/;

/** Words about types are repeated; those about a leaf hold its value, and are not. */
const wordsOf = (message: string): string =>
  ABOUT_TYPES.exec(message)?.[0] ?? 'The value is not of the type asked for.';
