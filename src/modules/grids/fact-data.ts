import { BoundarySource, GridAct, GridClass, GridKind, GridLevel } from '../../generated/enums.ts';
import {
  count,
  day,
  type FactData,
  flag,
  group,
  list,
  named,
  number,
  oneOf,
  word,
  words,
} from '../../kernel/journal/fact-data.ts';

const reshaped = {
  effectiveDate: day,
  applied: flag,
  moves: list(group({ act: oneOf(GridAct), fromCode: word, toCode: word.optional() })),
  follows: list(group({ noun: word, fromCode: word, toCode: word.optional(), count })),
};

/** What the facts of this module say besides whom they concern. */
export const factData: FactData = {
  'area.drawn': { code: word, source: oneOf(BoundarySource), areaM2: number },
  'grid.changes-applied': { applied: count, follows: list(group({ noun: word, count })) },
  'grid.mapped': { source: word, codes: words },
  'grid.merged': reshaped,
  'grid.moved': reshaped,
  'grid.opened': {
    code: word,
    level: oneOf(GridLevel),
    class: oneOf(GridClass),
    kind: oneOf(GridKind),
    areaCode: word,
    validFrom: day,
    drawn: flag,
  },
  'grid.redrawn': {
    from: day,
    source: oneOf(BoundarySource),
    areaBeforeM2: number,
    areaM2: number,
  },
  'grid.renamed': { from: word, to: word },
  'grid.retired': reshaped,
  'grid.revised': { kind: oneOf(GridKind).optional(), householdNorm: count.optional() },
  'grid.rules-set': { before: named, after: named },
  'grid.split': reshaped,
};
