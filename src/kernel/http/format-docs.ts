/** A page about a data format, made from its JSON schema, so that it can never say anything else. */
import { escapeHtml } from './problem-pages.ts';

/** What the page reads of a JSON schema. */
export type Schema = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

type Element = { readonly name: string; readonly schema: Schema };

/** Every element of the format: the whole, what it holds, and the definitions it refers to. */
export function docsOf(root: Schema): string {
  const defined = Object.entries(root.$defs ?? {}).map(([name, schema]) => ({ name, schema }));
  const elements = [{ name: 'document', schema: root }, ...defined].flatMap(elementsOf);
  return elements.map(sectionOf).join('');
}

/** An object is an element, and so is each alternative of a choice; named by where it stands. */
function elementsOf({ name, schema }: Element): Element[] {
  const alternatives = schema.oneOf ?? schema.anyOf ?? [];
  const own = schema.properties ? [{ name, schema }] : [];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, member]) =>
    elementsOf({ name: `${name}.${key}`, schema: member }),
  );
  const listed = schema.items ? elementsOf({ name: `${name}[]`, schema: schema.items }) : [];
  const chosen = alternatives.flatMap((each) =>
    elementsOf({ name: nameOf(name, each), schema: each }),
  );
  return [...own, ...inner, ...listed, ...chosen];
}

/** `document.items[] CHOICE`: alternatives are told apart by the one value they fix. */
function nameOf(name: string, { properties = {} }: Schema): string {
  const fixed = Object.values(properties).flatMap((member) =>
    member.const !== undefined ? [String(member.const)] : (member.enum ?? []).map(String),
  );
  const [first] = fixed;
  return first === undefined ? name : `${name} ${fixed.length > 1 ? fixed.join('/') : first}`;
}

function sectionOf({ name, schema }: Element): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, member]) => {
    const must = required.has(key) ? '必填 required' : '可选 optional';
    const words = escapeHtml(member.description ?? '');
    return `<tr><td><code>${escapeHtml(key)}</code></td><td>${typeOf(member)}</td><td>${must}</td><td>${words}</td></tr>`;
  });
  const about = schema.description ? `<p>${escapeHtml(schema.description)}</p>` : '';
  const head = '<tr><th>Name 名称</th><th>Type 类型</th><th></th><th>Meaning 含义</th></tr>';
  return `<h2><code>${escapeHtml(name)}</code></h2>${about}<table>${head}${rows.join('')}</table>`;
}

/** A type in a few words: values, limits, default. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return `<code>${escapeHtml(schema.$ref.replace(/^.*\//, ''))}</code>`;
  const value = (each: unknown) => `<code>${escapeHtml(JSON.stringify(each))}</code>`;
  const limits = [
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.maximum !== undefined && `≤ ${schema.maximum}`,
    schema.minItems !== undefined && `≥ ${schema.minItems}`,
    schema.maxItems !== undefined && `≤ ${schema.maxItems}`,
    schema.pattern !== undefined && `<code>${escapeHtml(schema.pattern)}</code>`,
    schema.default !== undefined && `默认 default ${value(schema.default)}`,
  ].filter((limit) => limit !== false);
  return [kindOf(schema, value), ...limits].join(', ');
}

function kindOf(schema: Schema, value: (each: unknown) => string): string {
  if (schema.const !== undefined) return value(schema.const);
  if (schema.enum) return schema.enum.map(value).join(' ');
  if (schema.type === 'array') return `[ ${schema.items ? typeOf(schema.items) : ''} ]`;
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return [...new Set(alternatives.map((each) => typeOf(each)))].join(' | ');
  return schema.type ?? 'any';
}
