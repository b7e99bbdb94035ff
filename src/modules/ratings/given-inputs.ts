import { refuse } from '../../kernel/errors.ts';
import { asStored } from './file-answers.ts';
import { panelQuestions } from './panel-providers.ts';
import type { Answers } from './rules.ts';
import type { Scorecard } from './scorecard.ts';

const MOST_INPUTS = 100;
const LONGEST_ANSWER = 64;

/** Given answers, plain and small; what they mean is checked by the card. */
export function readInputs(inputs: unknown): Answers {
  if (inputs === undefined) return {};
  const path = ['inputs'];
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    throw refuse('input.invalid', { path });
  }
  const entries = Object.entries(inputs);
  if (entries.length > MOST_INPUTS) throw refuse('input.invalid', { path });
  for (const [code, value] of entries) {
    const plain = ['string', 'number', 'boolean'].includes(typeof value);
    if (!plain || String(value).length > LONGEST_ANSWER) {
      throw refuse('input.invalid', { path: [...path, code] });
    }
  }
  return Object.fromEntries(entries.map(([code, value]) => [code, asStored(value)]));
}

/** Nobody answers for the village panel. */
export function mustLeavePanels(card: Scorecard, given: Answers): void {
  const asked = panelQuestions(card).find(({ code }) => Object.hasOwn(given, code));
  if (asked) throw refuse('rating.panel_input', { path: ['inputs', asked.code] });
}

/** What holds for everybody is checked once, before anybody is rated by it. */
export function givenFor(card: Scorecard, inputs: unknown): Answers {
  const given = readInputs(inputs);
  mustLeavePanels(card, given);
  const known = new Set(card.inputs.map(({ code }) => code));
  const stray = Object.keys(given).find((code) => !known.has(code));
  if (stray) throw refuse('rating.inputs_invalid', { path: ['inputs', stray] });
  return given;
}
