import { GraphQLError, type GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { MONEY_PATTERN } from '../money.ts';
import { isCivilDate, isInstant } from '../text.ts';

type Check = (value: unknown) => boolean;

const DECIMAL_PATTERN = /^-?\d{1,20}(\.\d{1,10})?$/;

const isText =
  (test: (text: string) => boolean): Check =>
  (value) =>
    typeof value === 'string' && test(value);

const CHECKS: Readonly<Record<string, Check>> = {
  Date: isText(isCivilDate),
  DateTime: isText(isInstant),
  Decimal: isText((text) => DECIMAL_PATTERN.test(text)),
  Money: isText((text) => MONEY_PATTERN.test(text)),
};

/** Gives the schema's own scalars their input rules; outputs are made by Postgres. */
export function checkScalar(scalar: GraphQLScalarType): void {
  const check = CHECKS[scalar.name];
  if (!check) return;
  const parse = (value: unknown): unknown => {
    if (!check(value)) throw new GraphQLError(`not a valid ${scalar.name}`);
    return value;
  };
  scalar.parseValue = parse;
  scalar.parseLiteral = (node: ValueNode) =>
    parse(node.kind === Kind.STRING ? node.value : undefined);
}
