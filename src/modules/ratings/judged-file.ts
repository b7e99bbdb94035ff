/** One file among many, judged by a card. Pure. */
import type { FileForStep } from '../profiles/index.ts';
import { contradictions, fileAnswers } from './file-answers.ts';
import type { CustomerFile } from './files.ts';
import { type Judged, judge, listingFrom } from './judgement.ts';
import { factsFor, type KnownFact, presumed, sourcesOf } from './known-facts.ts';
import { type PanelFinding, panelAnswers } from './panel-providers.ts';
import type { Answers, Finding } from './rules.ts';
import type { Scorecard } from './scorecard.ts';

export type Known = {
  /** Answers for all whose file is silent: the file comes first. */
  readonly given: Answers;
  /** Answers of this customer, which may not contradict the file. */
  readonly own?: Answers | undefined;
  readonly panel: PanelFinding | undefined;
  readonly profile: FileForStep | undefined;
  /** What other books than the file say of the customer. */
  readonly told: readonly KnownFact[] | undefined;
  readonly today: string;
};

export type JudgedFile = {
  readonly answers: Answers;
  readonly sources: ReturnType<typeof sourcesOf>;
  readonly judged: Judged;
};

export const GATE_CLOSED = 'PROFILE_GATE_CLOSED';
export const INPUT_ON_FILE = 'INPUT_ON_FILE';

/** What `rating.rate` would find, the gate of the profile first. */
export function judgeFile(
  card: Scorecard,
  file: CustomerFile,
  { given, own: added, panel, profile, told, today }: Known,
): JudgedFile {
  const lacking = profile?.missing ?? [];
  if (lacking.length > 0) return unjudged(gateClosed(lacking));
  const facts = factsFor(card, file, told);
  const onFile = fileAnswers(card, { answers: profile?.answers ?? {}, facts }, today);
  const own = added ?? {};
  const odd = contradictions(onFile, own);
  if (odd.length > 0) return unjudged(contradicted(odd));
  const panels = panelAnswers(card, panel);
  const answers = { ...presumed(facts), ...given, ...onFile, ...own, ...panels };
  const sources = sourcesOf(facts, { ...given, ...own });
  const listing = listingFrom(file.screening);
  return { answers, sources, judged: judge(card, answers, { areaCode: file.area_code, listing }) };
}

const unjudged = (fault: Finding): JudgedFile => ({
  answers: {},
  sources: [],
  judged: { errors: [fault] },
});

const gateClosed = (lacking: FileForStep['missing']): Finding => ({
  code: GATE_CLOSED,
  kind: 'INPUT_ERROR',
  about: lacking.flatMap(({ missing }) => missing.map(({ code }) => code)),
  explanation: { en: 'The file lacks sections a rating needs.', zh: '档案缺少评级所需部分。' },
});

const contradicted = (about: readonly string[]): Finding => ({
  code: INPUT_ON_FILE,
  kind: 'INPUT_ERROR',
  about,
  explanation: { en: 'The file answers this differently.', zh: '与客户档案不一致。' },
});
