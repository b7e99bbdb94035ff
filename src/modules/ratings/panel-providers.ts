import { Decimal } from 'decimal.js';
import type { Db } from '../../kernel/db/index.ts';
import type { Answers } from './answers.ts';
import type { Scorecard } from './scorecard.ts';

/** What the last closed panel of a customer found. */
export type PanelFinding = {
  /** Bare key of the panel, for the journal. */
  readonly panelId: string;
  /** Mean by code of the PANEL input it answers, as exact decimal text. */
  readonly means: Readonly<Record<string, string>>;
  /** The scale each was given on. */
  readonly scales: Readonly<Record<string, { readonly low: string; readonly high: string }>>;
};

/**
 * Where the answers to PANEL inputs come from. Ratings knows no panels: the module that holds them
 * registers here. Only closed panels may be told of, and only while they may be used (`today` is an
 * ISO date); who has none is left out.
 */
export type PanelProvider = (
  db: Db,
  asked: {
    readonly institutionId: string;
    readonly customerIds: readonly string[];
    readonly today: string;
  },
) => Promise<ReadonlyMap<string, PanelFinding>>;

const providers: PanelProvider[] = [];

/** Called once, when the module that holds the panels is loaded. */
export const registerPanelProvider = (provider: PanelProvider): void => {
  providers.push(provider);
};

/** The findings of closed panels, by customer. */
export async function panelFindings(
  db: Db,
  asked: Parameters<PanelProvider>[1],
): Promise<ReadonlyMap<string, PanelFinding>> {
  const found = await Promise.all(providers.map((provider) => provider(db, asked)));
  return new Map(found.flatMap((each) => [...each]));
}

/** A question a scorecard puts to the village panel. */
export type PanelQuestion = Extract<Scorecard['inputs'][number], { type: 'PANEL' }>;

/** What reviewers score for a card: code, label and scale of each question. */
export const panelQuestions = (card: Scorecard): PanelQuestion[] =>
  card.inputs.filter((input): input is PanelQuestion => input.type === 'PANEL');

/** The answers a closed panel gives to the card; none where it scored on another scale. */
export function panelAnswers(card: Scorecard, finding: PanelFinding | undefined): Answers {
  const { means = {}, scales = {} } = finding ?? {};
  const answered = panelQuestions(card).flatMap(({ code, min, max }) => {
    const scale = Object.hasOwn(means, code) ? scales[code] : undefined;
    const same = scale && new Decimal(scale.low).eq(min) && new Decimal(scale.high).eq(max);
    return same ? [[code, means[code]]] : [];
  });
  return Object.fromEntries(answered);
}

/** The panel a card takes answers from; null where it takes none. */
export const panelUsed = (card: Scorecard, finding: PanelFinding | undefined): string | null =>
  finding && Object.keys(panelAnswers(card, finding)).length > 0 ? finding.panelId : null;
