import { type DocumentNode, visit } from 'graphql';
import { ANY_TIME } from './connection.ts';
import type { Noun } from './noun.ts';

/**
 * The SDL convention writes out: for each noun that is paged over, its connection, edge, filter and
 * orders. The hand-written files only name `<Noun>Connection`, `<Noun>Filter` and `<Noun>Order`.
 */
export function connectionsSdl(handWritten: DocumentNode, nouns: readonly Noun[]): string {
  const used = new Set<string>();
  visit(handWritten, {
    NamedType: (node) => {
      used.add(node.name.value);
    },
  });
  const byName = [...nouns].sort((a, b) => (a.type < b.type ? -1 : 1));
  return byName
    .filter((noun) => used.has(`${noun.type}Connection`))
    .map((noun) => [pageSdl(noun), filterSdl(noun, used), orderSdl(noun, used)].join(''))
    .join('\n');
}

const pageSdl = ({ type }: Noun): string => `"A page of ${type}. 分页"
type ${type}Connection {
  "The rows. 各行"
  nodes: [${type}!]!
  "The rows with their cursors. 各行及游标"
  edges: [${type}Edge!]!
  "Where the page stands. 分页信息"
  pageInfo: PageInfo!
  "How many rows match in all; counted, so it costs. 总数"
  totalCount: Int
}

"A row and its cursor. 行与游标"
type ${type}Edge {
  "Opaque; for \`after\` and \`before\`. 游标"
  cursor: String!
  "The row. 行"
  node: ${type}!
}
`;

function filterSdl(noun: Noun, used: ReadonlySet<string>): string {
  if (!used.has(`${noun.type}Filter`)) return '';
  const declared = Object.entries(noun.filters ?? {}).map(
    ([name, filter]) => `  "${filter.description}"\n  ${name}: ${filter.type}\n`,
  );
  const anyTime = noun.temporal
    ? [
        `  "Past and future rows too, not only those in force. 含历史与未来"\n  ${ANY_TIME}: Boolean\n`,
      ]
    : [];
  return `
"Conditions on ${noun.type}; all given ones must hold. 过滤条件"
input ${noun.type}Filter {
${[...declared, ...anyTime].join('')}}
`;
}

function orderSdl(noun: Noun, used: ReadonlySet<string>): string {
  if (!used.has(`${noun.type}Order`)) return '';
  const values = Object.entries(noun.orders ?? {}).map(
    ([name, order]) =>
      `  "By ${order.columns.join(', ')}${order.descending ? ', descending' : ''}"\n  ${name}\n`,
  );
  return `
"Orders of ${noun.type}; without one, by age. 排序"
enum ${noun.type}Order {
${values.join('')}}
`;
}
