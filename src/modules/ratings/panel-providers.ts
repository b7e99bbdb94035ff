import type { Db } from '../../kernel/db/index.ts';
import type { Answers } from './answers.ts';
import type { Scorecard } from './scorecard.ts';

/** What the last closed panel of a customer found. */
export type PanelFinding = {
  /** Bare key of the panel, for the journal. */
  readonly panelId: string;
  /** Mean by code of the PANEL input it answers, as exact decimal text on the input's scale. */
  readonly means: Readonly<Record<string, string>>;
};

/**
 * Where the answers to PANEL inputs come from. Ratings knows no panels: the module that holds them
 * registers here. Only closed panels may be told of; who has none is left out.
 */
export type PanelProvider = (
  db: Db,
  asked: { readonly institutionId: string; readonly customerIds: readonly string[] },
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

/** The answers a closed panel gives to the card. */
export function panelAnswers(card: Scorecard, finding: PanelFinding | undefined): Answers {
  const means = finding?.means ?? {};
  const answered = panelQuestions(card).flatMap(({ code }) =>
    Object.hasOwn(means, code) ? [[code, means[code]]] : [],
  );
  return Object.fromEntries(answered);
}
