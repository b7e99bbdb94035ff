import { test } from 'tap';
import { fieldVisitRequired } from '../../../src/modules/loans/investigation-rules.ts';

test('who must be visited', (t) => {
  const cases = [
    ['PERSON', 20_000_000n, '2026-03-02', false],
    ['PERSON', 20_000_001n, '2026-03-02', true],
    ['PERSON', 1n, '2024-06-30', true],
    ['FARM_HOUSEHOLD', 1n, '2026-03-02', true],
    ['WORKING_CAPITAL', 1n, '2026-03-02', true],
  ] as const;
  for (const [book, amountFen, date, required] of cases) {
    t.equal(
      fieldVisitRequired({ book, amountFen }, date),
      required,
      `${book} ${amountFen} ${date}`,
    );
  }
  t.end();
});
