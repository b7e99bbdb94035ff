import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Limits of an ad-hoc document; a wide or deep one is refused before it is looked at closely. */
export const MAX_TOKENS = 1_000;
export const MAX_DEPTH = 12;
export const MAX_ALIASES = 15;
export const MAX_DIRECTIVES = 50;
/** Postgres cuts identifiers at 63 bytes; a response key may become one. */
export const MAX_KEY_BYTES = 63;

type Counted = { aliases: number; directives: number; operations: number };

/** Shape checks that need no schema, done before validation proper: they bound its work. */
export function shapeFaults(document: DocumentNode): string[] {
  const counted: Counted = { aliases: 0, directives: 0, operations: 0 };
  const faults: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition') counted.operations += 1;
    if (definition.kind === 'OperationDefinition' || definition.kind === 'FragmentDefinition') {
      counted.directives += definition.directives?.length ?? 0;
      const depth = count(definition.selectionSet, counted, faults);
      if (depth > MAX_DEPTH) faults.push(`deeper than ${MAX_DEPTH} levels`);
    }
  }
  // The JIT's cache does not look at operationName, so a document holds one operation.
  if (counted.operations !== 1) faults.push('a document holds exactly one operation');
  if (counted.aliases > MAX_ALIASES) faults.push(`more than ${MAX_ALIASES} aliases`);
  if (counted.directives > MAX_DIRECTIVES) faults.push(`more than ${MAX_DIRECTIVES} directives`);
  return faults;
}

function count(set: SelectionSetNode, counted: Counted, faults: string[]): number {
  let deepest = 0;
  for (const selection of set.selections) {
    counted.directives += selection.directives?.length ?? 0;
    if (selection.kind === 'Field' && selection.alias) {
      counted.aliases += 1;
      if (Buffer.byteLength(selection.alias.value) > MAX_KEY_BYTES) {
        faults.push(`an alias longer than ${MAX_KEY_BYTES} bytes`);
      }
    }
    if (selection.kind !== 'FragmentSpread' && selection.selectionSet) {
      deepest = Math.max(deepest, count(selection.selectionSet, counted, faults));
    }
  }
  return deepest + 1;
}

/** Where introspection is off, the SDL file is the documentation. */
export const noIntrospection: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Field(node) {
    if (node.name.value === '__schema' || node.name.value === '__type') {
      context.reportError(new GraphQLError('introspection is off', { nodes: node }));
    }
  },
});

/** Postgres cannot keep NUL, which an escape in a literal can write. */
export const noNul: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  StringValue(node) {
    if (node.value.includes('\0')) {
      context.reportError(new GraphQLError('text must not hold NUL', { nodes: node }));
    }
  },
});
