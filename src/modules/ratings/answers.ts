import { compare, constant, isWhole, type Quantity, quantity, textOf } from './quantity.ts';
import type { Scorecard, ScorecardInput } from './scorecard.ts';
import { isSensitive, mayBeUnanswered } from './scorecard-inputs.ts';
import type { Label } from './scorecard-values.ts';

/** Answers as they are stored with a rating: by input code; numbers best as exact decimal text. */
export type Answers = Readonly<Record<string, unknown>>;

/** An answer that fits its input. */
export type Answer = Quantity | string | boolean;

/** Something found in the answers: an input error, a veto, or a reason for a person to look. */
export type Finding = {
  readonly code: string;
  readonly kind: 'INPUT_ERROR' | 'VETO' | 'REFERRAL';
  /** The inputs, items or lines it is about. */
  readonly about: readonly string[];
  readonly explanation: Label;
};

const NUMBER_TEXT = /^-?\d{1,18}(\.\d{1,10})?$/;

const faults = {
  INPUT_MISSING: { en: 'is missing', zh: '未填写' },
  INPUT_MALFORMED: { en: 'is not a value of this input', zh: '取值无效' },
  INPUT_OUT_OF_RANGE: { en: 'is outside the allowed range', zh: '超出允许范围' },
} as const;
type Fault = keyof typeof faults;

/**
 * Reads the answers against the card. A fault of an ordinary input is an input error; a fault
 * of a sensitive one only sends the case to a person. Answers the card does not ask for are
 * input errors too.
 */
export function readAnswers(card: Scorecard, answers: Answers) {
  const values = new Map<string, Answer>();
  const findings: Finding[] = [];
  for (const input of card.inputs) {
    const given = Object.hasOwn(answers, input.code) ? answers[input.code] : undefined;
    const read = readAnswer(input, given);
    if ('value' in read) values.set(input.code, read.value);
    else if (read.fault !== 'INPUT_MISSING' || !mayBeUnanswered(input)) {
      findings.push(findingOf(input, read.fault));
    }
  }
  const strays = Object.keys(answers).filter(
    (answered) => !card.inputs.some(({ code }) => code === answered),
  );
  for (const code of strays.sort()) findings.push(unknownAnswer(code));
  return { values, findings };
}

type Read = { value: Answer } | { fault: Fault };

function readAnswer(input: ScorecardInput, given: unknown): Read {
  if (given === undefined || given === null) return { fault: 'INPUT_MISSING' };
  switch (input.type) {
    case 'BOOLEAN':
      return typeof given === 'boolean' ? { value: given } : { fault: 'INPUT_MALFORMED' };
    case 'CHOICE': {
      const option = input.options.find(({ code }) => code === given);
      return option ? { value: option.code } : { fault: 'INPUT_MALFORMED' };
    }
    default:
      return readNumber(input, given);
  }
}

type NumericInput = Extract<ScorecardInput, { type: 'NUMBER' | 'MONEY_FEN' | 'PANEL' }>;

function readNumber(input: NumericInput, given: unknown): Read {
  const text = ['number', 'bigint', 'string'].includes(typeof given) ? String(given) : '';
  if (!NUMBER_TEXT.test(text)) return { fault: 'INPUT_MALFORMED' };
  const value = quantity(text);
  const whole = input.type === 'MONEY_FEN' || (input.type === 'NUMBER' && input.integer);
  if (whole && !isWhole(value)) return { fault: 'INPUT_MALFORMED' };
  const low = input.min !== undefined && compare(value, constant(input.min)) < 0;
  const high = input.max !== undefined && compare(value, constant(input.max)) > 0;
  return low || high ? { fault: 'INPUT_OUT_OF_RANGE' } : { value };
}

function findingOf(input: ScorecardInput, fault: Fault): Finding {
  const explanation = {
    en: `${input.label.en} ${faults[fault].en}.`,
    zh: `“${input.label.zh}”${faults[fault].zh}。`,
  };
  const kind = isSensitive(input) ? 'REFERRAL' : 'INPUT_ERROR';
  return { code: fault, kind, about: [input.code], explanation };
}

function unknownAnswer(code: string): Finding {
  const explanation = {
    en: 'The scorecard does not ask for this.',
    zh: '评分表中没有该输入项。',
  };
  return { code: 'INPUT_UNKNOWN', kind: 'INPUT_ERROR', about: [code], explanation };
}

/** The answer as text, for snapshots and explanations. */
export function answerText(answer: Answer): string {
  return typeof answer === 'object' ? textOf(answer) : String(answer);
}
