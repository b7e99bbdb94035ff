import { demoPeople } from '../demo/people.ts';
import type { DevelopmentIssuer } from '../kernel/auth/development-issuer.ts';

/** People whose tokens are printed at the start; `npm run token -- <person>` gives any other's. */
const SHOWN = [
  'grid.officer',
  'grid.manager',
  'loan.reviewer',
  'loan.approver',
  'administrator',
  'auditor',
  'government.platform',
];

/** Where things are, who may be played, and a few lines to paste. */
export async function welcome(address: string, issuer: DevelopmentIssuer): Promise<string> {
  const shown = demoPeople.filter((person) => SHOWN.includes(person.code));
  const tokens = await Promise.all(
    shown.map(async (person) => {
      const token = await issuer.issueToken(person.subject);
      return `  ${person.nameEn} · ${person.nameZh} (${person.code})\n    ${token}`;
    }),
  );
  return `
GraphiQL        ${address}/graphiql
API reference   ${address}/reference

Tokens for the demo's people (12 hours) · 演示人员令牌（12 小时）
${tokens.join('\n')}

A short tour, to paste into another shell · 快速体验
  TOKEN=$(npm run --silent token -- grid.officer)
  curl -s ${address}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"query":"{ viewer { code roles scope } grids(first: 3) { nodes { code name } } }"}'
  curl -s "${address}/v1/customers?first=2" -H "authorization: Bearer $TOKEN"
  npm run tour        # the whole main job, step by step · 全流程演示

Ctrl-C stops everything; the data stays. 按 Ctrl-C 停机，数据保留。`;
}
