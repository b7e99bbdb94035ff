import { z } from 'zod';
import { type Refusal, refuse } from '../errors.ts';

/** What a fault says in both languages, where zod has no words for the rule. */
export const inWords = (en: string, zh: string): string => `${en}\n${zh}`;

/** What a fault says of text that carries what belongs in no free text. */
export const FORBIDDEN = 'carries the number of a bank card or an identity card';

type Issue = { path: PropertyKey[]; message: string; keys?: string[] };

const MAX_ISSUES = 20;
const { localeError } = z.locales.zhCN();

/** Lets zod say in Chinese, too, of what type a value is; the value itself is never repeated. */
export const WITH_TYPES = { reportInput: true } as const;

/** Each fault with its path and words; an unknown key is a fault at that key. */
export function invalidInput(issues: readonly Issue[]): Refusal {
  const forbidden = issues.find(({ message }) => message === FORBIDDEN);
  if (forbidden) return refuse('privacy.forbidden_content', { path: pathOf(forbidden) });
  const faults = issues.slice(0, MAX_ISSUES).flatMap((issue) => {
    const path = pathOf(issue);
    return (issue.keys ?? [undefined]).map((key) => ({
      path: key === undefined ? path : [...path, key],
      ...wordsOf(issue),
    }));
  });
  return refuse('input.invalid', { path: faults[0]?.path ?? [], details: { faults } });
}

const pathOf = ({ path }: Issue) => path.filter((part) => typeof part !== 'symbol');

function wordsOf(issue: Issue): { message: string; messageZh: string } {
  const [message = '', own] = issue.message.split('\n');
  const said = localeError(issue as never);
  return { message, messageZh: own ?? (typeof said === 'string' ? said : (said?.message ?? '')) };
}
