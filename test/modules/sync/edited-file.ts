import type { TestApp } from '../../helpers/app.ts';
import { openTerritory } from '../customers/households.ts';

export const EDITED = '2026-03-01T09:00:00+08:00';

export async function openFile(app: TestApp) {
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (): Promise<string> => {
    const input = { kind: 'MERCHANT', businessName: '小满副食店', name: '周小满', gridId: west.id };
    return (await manager.command('customer.register', input)).customer;
  };
  const version = async (id: string): Promise<number> =>
    (await manager.query('query ($id: ID!) { customer(id: $id) { version } }', { id })).customer
      .version;
  return { manager, register, version };
}

export type Held = { id: string; field: string; status: string; sequence: number };
