import { type GraphQLSchema, isEnumType } from 'graphql';

/** What a value of an enum is called, as its description in the SDL says; the value itself if not. */
export function enumValueName(schema: GraphQLSchema, enumeration: string, value: string): string {
  const type = schema.getType(enumeration);
  return (isEnumType(type) && type.getValue(value)?.description) || value;
}
