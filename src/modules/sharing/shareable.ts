/** Which facts may be agreed on at all, and what each member of them is. Pure data. */
import type { DataGroup } from '../../generated/enums.ts';

/**
 * What a member holds, and so how it is masked: a `PLACE` to its town, a `DATE` to its month, an
 * amount to whole ten thousands of yuan, a `WORD` altogether. `PEOPLE` counts people: small numbers
 * are never shown.
 */
export type MemberKind = 'WORD' | 'PLACE' | 'DATE' | 'FEN' | 'YUAN' | 'PEOPLE';

/** The objects whose place of today is the place of the fact. */
export type PlacedBy = 'Grid' | 'Customer' | 'Campaign' | 'Notice' | 'CreditArea';

export type ShareableFact = {
  readonly place: PlacedBy;
  /** Whatever it may concern: one that concerns anything else is not shown. */
  readonly concerns: readonly string[];
  /** Of these, what may be named. */
  readonly objects: readonly string[];
  readonly members: Readonly<Record<string, MemberKind>>;
  /** What it tells of the people it concerns; nothing where it concerns nobody's file. */
  readonly groups: readonly DataGroup[];
};

const nobody = { groups: [] } as const;

const ofGrid = (members: ShareableFact['members'], concerns: readonly string[] = []) =>
  ({
    ...nobody,
    place: 'Grid',
    concerns: ['Grid', ...concerns],
    objects: ['Grid'],
    members,
  }) as const;
const lineage = () =>
  ofGrid({ effectiveDate: 'DATE', applied: 'WORD' }, ['GridChange', 'Assignment']);
const serving = (members: ShareableFact['members']) =>
  ({ ...ofGrid(members, ['Assignment', 'Person']), objects: ['Grid', 'Assignment'] }) as const;
const ofCampaign = (members: ShareableFact['members']) =>
  ({
    ...nobody,
    place: 'Campaign',
    concerns: ['Campaign'],
    objects: ['Campaign'],
    members,
  }) as const;
const ofNotice = (members: ShareableFact['members']) =>
  ({ ...nobody, place: 'Notice', concerns: ['Notice'], objects: ['Notice'], members }) as const;
/** Standings of households concern their files, and are not shown by this. */
const ofCreditArea = (members: ShareableFact['members']) =>
  ({
    ...nobody,
    place: 'CreditArea',
    concerns: ['CreditArea'],
    objects: ['CreditArea'],
    members,
  }) as const;

type OfPerson = Pick<ShareableFact, 'concerns' | 'members' | 'groups'>;
const ofPerson = ({ concerns, members, groups }: OfPerson) =>
  ({
    place: 'Customer',
    concerns: ['Customer', ...concerns],
    objects: ['Customer', ...concerns.filter((type) => type !== 'Scorecard' && type !== 'Panel')],
    members,
    groups: ['IDENTITY', ...groups],
  }) as const;

/** Everything else stays inside, whatever two sides sign. */
export const shareableFacts: Readonly<Record<string, ShareableFact>> = {
  'grid.opened': ofGrid({
    code: 'PLACE',
    level: 'WORD',
    class: 'WORD',
    kind: 'WORD',
    areaCode: 'PLACE',
    validFrom: 'DATE',
    drawn: 'WORD',
  }),
  'grid.renamed': ofGrid({ from: 'WORD', to: 'WORD' }),
  'grid.redrawn': ofGrid({ from: 'DATE', areaBeforeM2: 'WORD', areaM2: 'WORD' }),
  'grid.split': lineage(),
  'grid.merged': lineage(),
  'grid.moved': lineage(),
  'grid.retired': lineage(),
  'grid.mapped': {
    ...ofGrid({ codes: 'WORD' }, ['GovernmentGrid']),
    objects: ['Grid', 'GovernmentGrid'],
  },
  'assignment.begun': serving({ role: 'WORD', validFrom: 'DATE', validTo: 'DATE' }),
  'assignment.ended': serving({ role: 'WORD', validTo: 'DATE' }),
  'campaign.opened': ofCampaign({ areaCode: 'PLACE', rosterHouseholds: 'PEOPLE' }),
  'campaign.enrolled': ofCampaign({ enrolled: 'PEOPLE' }),
  'campaign.advanced': ofCampaign({ to: 'WORD', moved: 'PEOPLE', held: 'PEOPLE' }),
  'campaign.closed': ofCampaign({}),
  'notice.drafted': ofNotice({ kind: 'WORD', areaCode: 'PLACE' }),
  'notice.opened': ofNotice({ entries: 'PEOPLE', workingDays: 'WORD', closesOn: 'DATE' }),
  'notice.closed': ofNotice({}),
  'credit-area.named': ofCreditArea({
    level: 'WORD',
    areaCode: 'PLACE',
    plaqueNumber: 'WORD',
    validFrom: 'DATE',
    validTo: 'DATE',
  }),
  'credit-area.withdrawn': ofCreditArea({ validTo: 'DATE' }),
  'customer.registered': ofPerson({
    concerns: ['Grid'],
    members: { kind: 'WORD', areaCode: 'PLACE', territoryCode: 'PLACE', members: 'WORD' },
    groups: ['ADDRESS', 'HOUSEHOLD'],
  }),
  'customer.moved': ofPerson({
    concerns: ['Grid', 'CustomerMove'],
    members: { from: 'PLACE', to: 'PLACE' },
    groups: ['ADDRESS'],
  }),
  'rating.rated': ofPerson({
    concerns: ['Rating', 'Scorecard', 'Panel'],
    members: { outcome: 'WORD', status: 'WORD', grade: 'WORD', creditLineFen: 'FEN' },
    groups: ['RATING'],
  }),
  'credit-line.granted': ofPerson({
    concerns: ['CreditLine', 'Rating'],
    members: { amountFen: 'FEN', grade: 'WORD', validTo: 'DATE' },
    groups: ['RATING', 'LOANS'],
  }),
  'loan.disbursement-confirmed': ofPerson({
    concerns: ['Loan'],
    members: { amount: 'YUAN', disbursedOn: 'DATE' },
    groups: ['LOANS'],
  }),
};
