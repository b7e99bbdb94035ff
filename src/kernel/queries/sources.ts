import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  isScalarType,
  Kind,
  parse,
} from 'graphql';
import type { Registry } from '../commands/registry.ts';
import { commandsSdl } from '../commands/sdl.ts';
import { type Module, nounsOf } from '../module.ts';
import { connectionsSdl } from './connections.ts';
import { checkScalar } from './scalars.ts';

/** Where the contract lives. */
export const SCHEMA_FOLDER = fileURLToPath(new URL('../../../schema/', import.meta.url));

/** The hand-written SDL: the kernel's file and one per module. */
export function handWrittenSdl(modules: readonly Module[]): string {
  const names = ['kernel', ...modules.map((module) => module.name)];
  return names.map((name) => readFileSync(`${SCHEMA_FOLDER}${name}.graphql`, 'utf8')).join('\n');
}

export type Sources = { schema: GraphQLSchema; connections: string; commands: string; sdl: string };

/** The whole schema: nouns by hand, pages by convention, verbs from the commands. */
export function assembleSchema(modules: readonly Module[], registry: Registry): Sources {
  const byHand = handWrittenSdl(modules);
  const nouns = nounsOf(modules);
  const connections = connectionsSdl(parse(byHand, { noLocation: true }), nouns);
  const commands = commandsSdl(registry);
  const sdl = [byHand, connections, commands].join('\n');
  const schema = buildASTSchema(mergeExtensions(parse(sdl, { noLocation: true })));
  for (const type of Object.values(schema.getTypeMap())) if (isScalarType(type)) checkScalar(type);
  return { schema, connections, commands, sdl };
}

/** `extend type Query` of the module files becomes part of the one Query. */
function mergeExtensions(document: DocumentNode): DocumentNode {
  const extensions = document.definitions.filter(
    (each) => each.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  const definitions = document.definitions
    .filter((each) => each.kind !== Kind.OBJECT_TYPE_EXTENSION)
    .map((each) => {
      if (each.kind !== Kind.OBJECT_TYPE_DEFINITION) return each;
      const more = extensions.filter((extension) => extension.name.value === each.name.value);
      return {
        ...each,
        fields: [...(each.fields ?? []), ...more.flatMap((one) => one.fields ?? [])],
      };
    });
  return { ...document, definitions };
}
