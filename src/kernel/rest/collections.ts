import { mutationName } from '../commands/command.ts';
import { connectionTarget, type Model } from '../queries/model.ts';
import type { Noun } from '../queries/noun.ts';

/** Where a noun lives in REST, as the schema's root fields name it. */
export type Collection = {
  noun: Noun;
  /** The last part of the path: `grids`, `government-grids`. */
  path: string;
  /** The list field of Query. */
  list: string;
  /** The single field of Query that takes an id, where there is one. */
  single: string | undefined;
};

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** Every noun the schema pages over at its root. */
export function collectionsOf(model: Model): Collection[] {
  const fields = Object.values(model.objectType('Query').getFields());
  return fields.flatMap((field) => {
    const type = connectionTarget(field.type);
    if (!type) return [];
    const noun = model.noun(type);
    const single = fields.find(
      (each) =>
        each.type.toString().replace('!', '') === type &&
        each.args.some((arg) => arg.name === 'id'),
    );
    return [{ noun, path: kebab(field.name), list: field.name, single: single?.name }];
  });
}

/**
 * `grid.split` on a Grid -> `/v1/grids/{id}/split`; `area.import` -> `/v1/areas/import`; a name
 * without a verb stands alone: `sync` -> `/v1/sync`.
 */
export function verbPath(
  collections: readonly Collection[],
  { name, on }: { name: string; on?: { noun: string } },
): string {
  const [prefix = '', verb = ''] = name.split('.');
  const owner = on?.noun ?? typeName(prefix);
  const collection = collections.find((each) => each.noun.type === owner);
  const base = collection?.path ?? prefix;
  if (!verb) return `/v1/${base}`;
  return on ? `/v1/${base}/:id/${verb}` : `/v1/${base}/${verb}`;
}

const typeName = (prefix: string): string => {
  const camel = mutationName(prefix);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
};
