import { sql } from 'kysely';
import { z } from 'zod';
import { CoordinateSystem } from '../../generated/enums.ts';
import { enumeration } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';
import { parsePoint } from '../grids/index.ts';
import { scopeOf } from '../staff/index.ts';

const FARTHEST_M = 5_000;
const MOST_FOUND = 100;
const METRES_PER_DEGREE = 111_320;
const EARTH_RADIUS_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Who lives or trades around a point: the nearest first. */
export const customersNear = read({
  name: 'customer.near',
  permission: 'customer.read',
  scope: 'references',
  title: { en: 'Customers around a point', zh: '点位附近的客户' },
  input: z.object({
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
    crs: enumeration('CoordinateSystem', CoordinateSystem),
    withinMetres: z.number().int().min(1).max(FARTHEST_M),
    first: z.number().int().min(1).max(MOST_FOUND),
  }),
  cost: 100,
  async run(db, input, { actor }) {
    const [longitude, latitude] = parsePoint([input.longitude, input.latitude], input.crs, [
      'longitude',
    ]);
    const up = input.withinMetres / METRES_PER_DEGREE;
    const across = up / Math.max(Math.cos(radians(latitude)), up);
    const { rows } = await sql<{ customer: string; metres: number }>`
      select id as customer, round(metres)::int as metres
      from (
        select id, code, 2 * ${EARTH_RADIUS_M}::float8 * asin(least(1, sqrt(
          power(sin(radians(latitude - ${latitude}::float8) / 2), 2)
          + cos(radians(${latitude}::float8)) * cos(radians(latitude))
            * power(sin(radians(longitude - ${longitude}::float8) / 2), 2)))) as metres
        from customer
        where institution_id = ${actor.institutionId} and status = 'ACTIVE'
          and longitude between ${longitude - across}::float8 and ${longitude + across}::float8
          and latitude between ${latitude - up}::float8 and ${latitude + up}::float8
          and ${scopeOf(actor, sql.ref('territory_code'))}
      ) as around
      where metres <= ${input.withinMetres}
      order by metres, code limit ${input.first}`.execute(db);
    return rows;
  },
});
