import type { FastifyInstance, RouteOptions } from 'fastify';

type Known = { segments: readonly string[]; methods: Set<string> };

/**
 * Watches routes being registered, to tell later which methods a path would have answered.
 * Catch-all routes, such as the one for CORS, are left out: they would make every path exist.
 */
export function trackRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes = new Map<string, Known>();
  app.addHook('onRoute', ({ url, method }: RouteOptions) => {
    if (url === '*' || url === '/*') return;
    const known = routes.get(url) ?? { segments: url.split('/'), methods: new Set() };
    for (const each of [method].flat()) known.methods.add(each);
    routes.set(url, known);
  });
  return (path) => {
    const segments = path.split('/');
    const fitting = [...routes.values()].filter((route) => fits(route.segments, segments));
    return [...new Set(fitting.flatMap(({ methods }) => [...methods]))].sort();
  };
}

/** `:name` stands for one segment, a last `*` for any number. */
function fits(pattern: readonly string[], path: readonly string[]): boolean {
  const open = pattern.at(-1) === '*';
  if (open ? path.length < pattern.length : path.length !== pattern.length) return false;
  return pattern.every((part, index) => {
    if (open && index === pattern.length - 1) return true;
    return part.startsWith(':') ? path[index] !== '' : part === path[index];
  });
}
