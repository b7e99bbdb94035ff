import { is, type Noun, one } from '../../kernel/queries/noun.ts';

const announcement: Noun = {
  type: 'CalendarAnnouncement',
  table: 'calendar_announcement',
  permission: 'calendar.read',
  scope: 'institution',
  edges: { announcedBy: one('Person', 'announced_by') },
  orders: { TITLE: { columns: ['title'] } },
  filters: { wholeYear: is('whole_year', 'Int', 'Announcing this whole year. 完整公布的年度') },
};

export const calendarNouns = [announcement];
