import { Service } from './service';
import { eventually } from './steps';

let service: Service;
beforeAll(async () => {
  service = await Service.create({ durable: true });
}, 60_000);
afterAll(() => service?.stop());

it('starts before its database, and answers 503 on every route while that is away', async () => {
  await service.database.interrupt('SIGINT');
  const starting = Promise.all([service.start('admin-api'), service.start('import-worker')]);
  await service.database.resume();
  await starting;
  expect((await service.admin.get('/api/v1/imports')).status).toBe(200);

  await service.database.interrupt('SIGQUIT');
  const calls: [string, string, object?][] = [
    ['GET', '/api/v1/imports'],
    ['GET', '/api/v1/health'],
    ['GET', '/metrics'],
    ['POST', '/api/v1/customers', { name: 'alpha' }],
    ['DELETE', '/api/v1/tokens/1'],
  ];
  for (const [method, path, body] of calls) {
    const answer = await service.admin.send(method, path, body === undefined ? {} : { body });
    expect([path, answer.status, answer.body?.code]).toEqual([path, 503, 'SERVICE_UNAVAILABLE']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  await service.database.resume();
  const after = await eventually(
    () => service.admin.get('/api/v1/imports'),
    ({ status }) => status === 200,
  );
  expect(after.status).toBe(200);
}, 90_000);
