import { join } from 'node:path';
import { queryOpenApi } from '@pksn/contract';
import { isTest, sourceFiles } from './source-files';

/** The document itself is not part of what it describes. */
const UNDESCRIBED = ['get /openapi.json'];
const ROUTE = /\bhttp\.(get|post|put|patch|delete)(?:<(?:[^<>]|<[^<>]*>)*>)?\(\s*'([^']+)'/g;

const routes = sourceFiles(join(__dirname, '..', '..'))
  .filter(({ path }) => path.startsWith('apps/query-api/') && !isTest(path))
  .flatMap(({ text }) => [...text.matchAll(ROUTE)])
  .map(([, method, path]) => `${method ?? ''} ${(path ?? '').replace(/:(\w+)/g, '{$1}')}`);

describe('the OpenAPI document of the query listener', () => {
  it('describes the routes that query-api registers, and no others', () => {
    const { paths } = queryOpenApi('1') as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect([...described, ...UNDESCRIBED].sort()).toEqual([...routes].sort());
  });
});
