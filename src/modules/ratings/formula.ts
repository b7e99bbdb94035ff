import { z } from 'zod';
import {
  compare,
  constant,
  greater,
  isZero,
  lesser,
  minus,
  plus,
  type Quantity,
  quotient,
  roundedAt,
  times,
} from './quantity.ts';
import { code, decimalText, type RoundingMode, roundingMode } from './scorecard-values.ts';

/**
 * A number computed from inputs, county base values, items and, in credit lines, the score and
 * other lines.
 */
export type Expression =
  | { op: 'const'; value: string }
  | { op: 'input'; input: string }
  | { op: 'base'; base: string }
  | { op: 'item'; item: string }
  | { op: 'line'; line: string }
  | { op: 'score' }
  | { op: 'coefficient' }
  | { op: 'add' | 'mul' | 'min' | 'max'; of: Expression[] }
  | { op: 'sub' | 'div'; left: Expression; right: Expression }
  | { op: 'round'; of: Expression; digits: number; mode: RoundingMode }
  | { op: 'lookup'; input: string; table: { option: string; value: string }[] }
  | { op: 'if'; when: Condition; value: Expression; otherwise: Expression };

/** `is` asks a CHOICE input, `holds` a BOOLEAN one. */
export type Condition =
  | { op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'ne'; left: Expression; right: Expression }
  | { op: 'is'; input: string; option: string }
  | { op: 'holds'; input: string }
  | { op: 'and' | 'or'; of: Condition[] }
  | { op: 'not'; of: Condition };

const MOST_OPERANDS = 20;
const MOST_DIGITS = 10;

const lazyExpression = z.lazy(() => expression);
const lazyCondition = z.lazy(() => condition);
const sides = { left: lazyExpression, right: lazyExpression };

export const expression: z.ZodType<Expression, Expression> = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('const'), value: decimalText }),
  z.strictObject({ op: z.literal('input'), input: code }),
  z.strictObject({ op: z.literal('base'), base: code }),
  z.strictObject({ op: z.literal('item'), item: code }),
  z.strictObject({ op: z.literal('line'), line: code }),
  z.strictObject({ op: z.literal('score') }),
  z.strictObject({ op: z.literal('coefficient') }),
  z.strictObject({
    op: z.enum(['add', 'mul', 'min', 'max']),
    of: z.array(lazyExpression).min(1).max(MOST_OPERANDS),
  }),
  z.strictObject({ op: z.enum(['sub', 'div']), ...sides }),
  z.strictObject({
    op: z.literal('round'),
    of: lazyExpression,
    digits: z.int().min(0).max(MOST_DIGITS),
    mode: roundingMode,
  }),
  z.strictObject({
    op: z.literal('lookup'),
    input: code,
    table: z
      .array(z.strictObject({ option: code, value: decimalText }))
      .min(1)
      .max(50),
  }),
  z.strictObject({
    op: z.literal('if'),
    when: lazyCondition,
    value: lazyExpression,
    otherwise: lazyExpression,
  }),
]);

export const condition: z.ZodType<Condition, Condition> = z.discriminatedUnion('op', [
  z.strictObject({ op: z.enum(['gt', 'gte', 'lt', 'lte', 'eq', 'ne']), ...sides }),
  z.strictObject({ op: z.literal('is'), input: code, option: code }),
  z.strictObject({ op: z.literal('holds'), input: code }),
  z.strictObject({
    op: z.enum(['and', 'or']),
    of: z.array(lazyCondition).min(1).max(MOST_OPERANDS),
  }),
  z.strictObject({ op: z.literal('not'), of: lazyCondition }),
]);

/**
 * Where the leaves of a formula get their values. Each lookup is for a name the card has
 * declared.
 */
export type FormulaContext = {
  readonly number: (input: string) => Quantity;
  readonly option: (input: string) => string;
  readonly truth: (input: string) => boolean;
  readonly base: (base: string) => Quantity;
  readonly item: (item: string) => Quantity;
  readonly line: (line: string) => Quantity;
  readonly score: () => Quantity;
  readonly coefficient: () => Quantity;
};

/** Thrown when the inputs make a formula meaningless; the engine turns it into a refusal. */
export class DivisionByZero extends Error {
  override readonly name = 'DivisionByZero';
}

/** The exact value of a formula. Throws DivisionByZero; nothing else on a card without problems. */
export function amountOf(node: Expression, context: FormulaContext): Quantity {
  const value = (child: Expression) => amountOf(child, context);
  switch (node.op) {
    case 'const':
      return constant(node.value);
    case 'input':
      return context.number(node.input);
    case 'base':
      return context.base(node.base);
    case 'item':
      return context.item(node.item);
    case 'line':
      return context.line(node.line);
    case 'score':
      return context.score();
    case 'coefficient':
      return context.coefficient();
    case 'add':
      return node.of.map(value).reduce(plus);
    case 'mul':
      return node.of.map(value).reduce(times);
    case 'min':
      return node.of.map(value).reduce(lesser);
    case 'max':
      return node.of.map(value).reduce(greater);
    case 'sub':
      return minus(value(node.left), value(node.right));
    case 'div':
      return quotientOf(value(node.left), value(node.right));
    case 'round':
      return roundedAt(value(node.of), node.digits, node.mode);
    case 'lookup':
      return lookedUp(node.table, context.option(node.input));
    case 'if':
      return value(conditionHolds(node.when, context) ? node.value : node.otherwise);
  }
}

function quotientOf(left: Quantity, right: Quantity): Quantity {
  if (isZero(right)) throw new DivisionByZero();
  return quotient(left, right);
}

function lookedUp(table: readonly { option: string; value: string }[], option: string): Quantity {
  const row = table.find((candidate) => candidate.option === option);
  if (!row) throw new Error(`no value for option ${option}: the scorecard was not validated`);
  return constant(row.value);
}

/** Whether a condition holds. Throws as `amountOf` does. */
export function conditionHolds(node: Condition, context: FormulaContext): boolean {
  switch (node.op) {
    case 'is':
      return context.option(node.input) === node.option;
    case 'holds':
      return context.truth(node.input);
    case 'and':
      return node.of.every((child) => conditionHolds(child, context));
    case 'or':
      return node.of.some((child) => conditionHolds(child, context));
    case 'not':
      return !conditionHolds(node.of, context);
    default:
      return comparisonHolds(
        node.op,
        compare(amountOf(node.left, context), amountOf(node.right, context)),
      );
  }
}

function comparisonHolds(op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'ne', order: number): boolean {
  const holds = { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 };
  if (op === 'eq') return order === 0;
  return op === 'ne' ? order !== 0 : holds[op];
}

export type FormulaNode = Expression | Condition;

/** The direct parts of a formula node. */
export function partsOf(node: FormulaNode): readonly FormulaNode[] {
  switch (node.op) {
    case 'const':
    case 'input':
    case 'base':
    case 'item':
    case 'line':
    case 'score':
    case 'coefficient':
    case 'lookup':
    case 'is':
    case 'holds':
      return [];
    case 'if':
      return [node.when, node.value, node.otherwise];
    case 'round':
    case 'not':
      return [node.of];
    case 'add':
    case 'mul':
    case 'min':
    case 'max':
    case 'and':
    case 'or':
      return node.of;
    default:
      return [node.left, node.right];
  }
}

const inputsOfNodes = new WeakMap<FormulaNode, readonly string[]>();

/** Codes of the inputs a formula reads, each once; found once per formula. */
export function inputsIn(node: FormulaNode): readonly string[] {
  const known = inputsOfNodes.get(node);
  if (known) return known;
  const read = nodesOf(node).flatMap((each) => ('input' in each ? [each.input] : []));
  const codes = [...new Set(read)];
  inputsOfNodes.set(node, codes);
  return codes;
}

/** A formula node and all nodes below it. */
export function nodesOf(node: FormulaNode): FormulaNode[] {
  return [node, ...partsOf(node).flatMap(nodesOf)];
}
