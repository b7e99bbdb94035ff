import {
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { type Param, param } from './noun.ts';

/** What a document offers while one of its root fields is compiled. */
export type DocumentScope = {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The coerced variables of this request: their *shape* decides the statement's text. */
  variables: Readonly<Record<string, unknown>>;
};

/** Fields asked of a type, merged by response key as the GraphQL specification says. */
export function collectFields(
  sets: readonly SelectionSetNode[],
  typeNames: ReadonlySet<string>,
  scope: DocumentScope,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visit = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!included(selection.directives ?? [], scope)) continue;
      if (selection.kind === 'Field') {
        const key = selection.alias?.value ?? selection.name.value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      const target =
        selection.kind === 'InlineFragment' ? selection : scope.fragments.get(selection.name.value);
      const condition = target?.typeCondition?.name.value;
      if (target && (!condition || typeNames.has(condition))) visit(target.selectionSet);
    }
  };
  for (const set of sets) visit(set);
  return fields;
}

type Directives = NonNullable<FieldNode['directives']>;

function included(directives: Directives, scope: DocumentScope): boolean {
  return directives.every((directive) => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return true;
    const condition = directive.arguments?.[0]?.value;
    const value = condition ? valueFromASTUntyped(condition, scope.variables) : false;
    return name === 'include' ? value === true : value !== true;
  });
}

export const subselections = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));

/** One argument of a field: its value for this shape, and the param that fetches it at run time. */
export type Argument = { value: unknown; param: Param };

export function argument(node: FieldNode, name: string, scope: DocumentScope): Argument | null {
  const found = node.arguments?.find((each) => each.name.value === name);
  return found ? argumentOf(found.value, scope) : null;
}

function argumentOf(node: ValueNode, scope: DocumentScope): Argument | null {
  const value = valueFromASTUntyped(node, scope.variables);
  if (value === null || value === undefined) return null;
  return { value, param: param((request) => valueFromASTUntyped(node, request.variables)) };
}

/** The member of an object argument, fetched from it at run time. */
export const member = (whole: Argument, name: string): Argument => ({
  value: (whole.value as Record<string, unknown>)[name],
  param: whole.param.map((object) => (object as Record<string, unknown>)[name]),
});
