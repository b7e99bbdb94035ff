import { test } from 'tap';
import { actorFrom } from '../../../src/kernel/auth/principal.ts';

const principal = {
  institutionId: 'i',
  institutionKind: 'BANK',
  personId: 'p',
  code: 'someone',
  roles: [],
  approvalLimitFen: '0',
};

test('a scope keeps its outermost codes only', async (t) => {
  const cases: [string[], string[]][] = [
    [[], []],
    [['', '429005'], ['']],
    [['429005104001', '429005104001002', '429005104'], ['429005104']],
    [
      ['42', '43', '429'],
      ['42', '43'],
    ],
    [
      ['429005104001', '429005104002001'],
      ['429005104001', '429005104002001'],
    ],
  ];
  for (const [scope, expected] of cases) {
    const grants = [{ permissions: [], scope }];
    t.same(actorFrom({ ...principal, grants }, 'client').scope, expected);
  }
});
