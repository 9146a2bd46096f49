import Fastify from 'fastify';
import { queryOpenApi } from './openapi';

type Json = Record<string, unknown>;
interface Operation {
  readonly summary?: string;
  readonly security?: unknown[];
  readonly parameters?: { name: string; in: string; required: boolean; schema: Json }[];
  readonly requestBody?: { content: Json };
  readonly responses: Record<string, { description?: string; content?: Record<string, { schema: Json }> }>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** LICENSING: open without a key. */
const OPEN = ['post /v1/license-submissions', 'get /healthz', 'get /readyz'];

const document = queryOpenApi('1') as unknown as {
  openapi: string;
  info: Json;
  security: unknown;
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, path, method, operation] as const),
);

/** Every JSON schema in the document with the place where it stands. */
function schemas(value: unknown, place: string): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'schema' ? [[place, inner as Json] as [string, Json]] : schemas(inner, `${place}/${key}`),
  );
}

describe('the OpenAPI document', () => {
  it('is plain JSON with its version, its title, and license key or token as its way in', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Private KSN query API', version: '1' },
      security: [{ licenseKey: [] }, { integrationToken: [] }],
    });
  });

  it('names every lookup of the contract', () => {
    expect(operations.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'get /v1/files/{hash}',
        'get /v1/urls',
        'get /v1/domains/{name}',
        'get /v1/ips/{address}',
        'get /v1/certificates/{thumbprint}',
        'get /v1/software',
        'post /v1/lookup',
        'get /v1/status',
        'get /v1/license',
        'post /v1/license-submissions',
      ]),
    );
  });

  it.each(operations)('%s is described', (name, path, method, operation) => {
    expect(METHODS).toContain(method);
    expect(operation.summary).toMatch(/^[A-Z]/);
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter));
    for (const parameter of operation.parameters ?? [])
      if (parameter.in === 'path') expect(parameter.required).toBe(true);
    expect(Object.keys(operation.responses)).toContain('200');
    for (const response of Object.values(operation.responses)) expect(response.description).toMatch(/^[A-Z]/);
    expect(method === 'get' ? operation.requestBody : operation.requestBody?.content).toEqual(
      method === 'get' ? undefined : expect.anything(),
    );
    const otherwise = path.startsWith('/v1/proxy/') ? [{ proxyCertificate: [] }] : undefined;
    expect([name, operation.security]).toEqual([name, OPEN.includes(name) ? [] : otherwise]);
    if (path.startsWith('/v1/'))
      expect(Object.keys(operation.responses['default']?.content ?? {})).toEqual(['application/problem+json']);
  });

  it('holds valid JSON schemas only, and no keyword that means nothing', async () => {
    const found = schemas(document.paths, '');
    expect(found.length).toBeGreaterThan(20);
    const http = Fastify({ ajv: { customOptions: { strict: true, allowUnionTypes: true, strictRequired: false } } });
    found.forEach(([, schema], at) => {
      http.post(`/${String(at)}`, { schema: { body: schema } }, () => null);
    });
    await expect(http.ready().then(() => 'compiled')).resolves.toBe('compiled');
    await http.close();
  });
});
