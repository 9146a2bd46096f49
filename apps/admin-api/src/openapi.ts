import { PROBLEM_CONTENT_TYPE } from '@pksn/contract';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { ROLES } from './auth/roles';
import './console/console-files';

const TOKEN = 'token';
const PATH = '/openapi.json';

/**
 * The routes of the listener, from the routes themselves: path, parameters, and who may call (`x-roles`). To be set up
 * before the routes are. Everybody who is let in may read it.
 */
export function serveOpenApi(http: FastifyInstance, open: readonly string[]): void {
  const paths: Record<string, Record<string, object>> = {};
  http.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      // Fastify adds HEAD to every GET.
      if (method === 'HEAD' || route.config?.isConsole === true) continue;
      (paths[documented(route.url)] ??= {})[method.toLowerCase()] = operation(
        route,
        open.includes(`${method} ${route.url}`),
      );
    }
  });
  http.get(PATH, { config: { roles: ROLES } }, (_request, reply) =>
    reply.send({
      openapi: '3.1.0',
      info: { title: 'Private KSN administration', version: '1' },
      security: [{ [TOKEN]: [] }],
      paths,
      components: { securitySchemes: { [TOKEN]: { type: 'http', scheme: 'bearer' } } },
    }),
  );
}

/** `/a/:id` is `/a/{id}`. */
function documented(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}

function operation(route: RouteOptions, isOpen: boolean): object {
  const parameters = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } };
  });
  return {
    parameters,
    ...(isOpen ? { security: [] } : { 'x-roles': route.config?.roles ?? [] }),
    responses: {
      '2XX': { description: 'done' },
      default: { description: 'a problem (RFC 9457)', content: { [PROBLEM_CONTENT_TYPE]: {} } },
    },
  };
}
