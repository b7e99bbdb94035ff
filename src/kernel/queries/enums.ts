import { type EnumTypeDefinitionNode, Kind, parse } from 'graphql';

const HEADER =
  '// Generated from schema/*.graphql by `npm run generate`; not edited by hand.\n' +
  '// The values of each enum, as GraphQL names them and the database stores them.\n';

/** The enums of the hand-written SDL as constants for zod and the rules. */
export function enumsSource(sdl: string): string {
  const enums = parse(sdl).definitions.filter((each) => each.kind === Kind.ENUM_TYPE_DEFINITION);
  const sorted = [...enums].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
  return `${HEADER}\n${sorted.map(enumSource).join('\n')}`;
}

function enumSource({ name, values }: EnumTypeDefinitionNode): string {
  const lines = (values ?? []).map(
    (value) => `  /** ${value.description?.value ?? ''} */\n  '${value.name.value}',\n`,
  );
  return `export const ${name.value} = [\n${lines.join('')}] as const;
export type ${name.value} = (typeof ${name.value})[number];\n`;
}
