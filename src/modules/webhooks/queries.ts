import { sql } from 'kysely';
import { type Noun, oneOf, type Row, type Sql } from '../../kernel/queries/noun.ts';

const SHOWN = 50;

const pending = (row: Row): Sql => sql`webhook_delivery as way
  where way.institution_id = ${row('institution_id')} and way.endpoint_id = ${row('id')}
    and way.status = 'PENDING'`;

const webhookEndpoint: Noun = {
  type: 'WebhookEndpoint',
  table: 'webhook_endpoint',
  permission: 'webhook-endpoint.read',
  scope: 'institution',
  computed: {
    deliveredUpTo: (row) => sql`(coalesce(
      (select min(way.position) - 1 from ${pending(row)}),
      (select cursor.position from webhook_cursor as cursor
        where cursor.institution_id = ${row('institution_id')}
          and cursor.endpoint_id = ${row('id')})))::text`,
    waiting: (row) => sql`(select count(*)::int from ${pending(row)})`,
    pending: (row) => sql`(select coalesce(jsonb_agg(jsonb_build_object(
        'position', one.position::text, 'status', one.status, 'attempts', one.attempts,
        'dueAt', one.due_at, 'lastAnswer', one.last_answer, 'failingSince', one.failing_since,
        'deliveredAt', one.delivered_at) order by one.position), '[]')
      from (select way.* from ${pending(row)} order by way.position
        limit ${sql.lit(SHOWN)}) as one)`,
  },
  filters: {
    status: oneOf('status', 'WebhookStatus', 'One of these states. 状态'),
  },
};

export const webhookNouns = [webhookEndpoint];
