/** Which table of grades counts where. Pure. */
import type { Scorecard } from './scorecard.ts';

type Grades = Scorecard['grades'];

type InArea = { readonly areaPrefix: string };

/** The entry of the longest prefix that fits an area; a county's own goes before its province's. */
export const nearest = <T extends InArea>(entries: readonly T[], areaCode: string): T | undefined =>
  entries
    .filter(({ areaPrefix }) => areaCode.startsWith(areaPrefix))
    .toSorted((a, b) => b.areaPrefix.length - a.areaPrefix.length)[0];

/** The grades an area's customers fall into. */
export const gradesFor = (card: Scorecard, areaCode: string): Grades =>
  nearest(card.gradesByArea, areaCode)?.grades ?? card.grades;

/** Every table of a card, the general one first. */
export const gradeTables = ({ grades, gradesByArea }: Scorecard): readonly Grades[] => [
  grades,
  ...gradesByArea.map((each) => each.grades),
];
