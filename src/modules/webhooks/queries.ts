import { sql } from 'kysely';
import { type Noun, oneOf, type Row, type Sql } from '../../kernel/queries/noun.ts';

const SHOWN = 50;

const deliveries = (row: Row, status: 'PENDING' | 'DELIVERED'): Sql => sql`webhook_delivery as way
  where way.institution_id = ${row('institution_id')} and way.endpoint_id = ${row('id')}
    and way.status = ${sql.lit(status)}`;
const pending = (row: Row): Sql => deliveries(row, 'PENDING');
const arrived = (row: Row): Sql => deliveries(row, 'DELIVERED');

const shown = sql`jsonb_build_object(
  'position', way.position::text, 'status', way.status, 'attempts', way.attempts,
  'dueAt', way.due_at, 'lastAnswer', way.last_answer, 'failingSince', way.failing_since,
  'deliveredAt', way.delivered_at)`;

const webhookEndpoint: Noun = {
  type: 'WebhookEndpoint',
  table: 'webhook_endpoint',
  permission: 'webhook-endpoint.read',
  scope: 'institution',
  erased: { column: 'status', value: 'REMOVED' },
  computed: {
    deliveredUpTo: (row) => sql`(coalesce(
      (select min(way.position) - 1 from ${pending(row)}),
      (select cursor.position from webhook_cursor as cursor
        where cursor.institution_id = ${row('institution_id')}
          and cursor.endpoint_id = ${row('id')})))::text`,
    delivered: (row) => sql`((select count(*) from ${arrived(row)}) + coalesce((
      select cursor.forgotten from webhook_cursor as cursor
        where cursor.institution_id = ${row('institution_id')}
          and cursor.endpoint_id = ${row('id')}), 0))::text`,
    lastDelivered: (row) => sql`(select ${shown} from ${arrived(row)}
      order by way.position desc limit 1)`,
    waiting: (row) => sql`(select count(*)::int from ${pending(row)})`,
    pending: (row) => sql`(select coalesce(jsonb_agg(${shown} order by way.position), '[]')
      from (select way.* from ${pending(row)} order by way.position
        limit ${sql.lit(SHOWN)}) as way)`,
  },
  filters: {
    status: oneOf('status', 'WebhookStatus', 'One of these states. 状态'),
  },
};

export const webhookNouns = [webhookEndpoint];
