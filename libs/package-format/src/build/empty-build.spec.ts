import { buildRows } from './built-content.fixture';

describe('a build that takes no row', () => {
  it('is refused, since its package would empty the feed', async () => {
    const wrong = buildRows([{ domain: 'com', zone: 'red' }], { allowEmpty: false });
    await expect(wrong).rejects.toMatchObject({ code: 'BUILD_INPUT', facts: { rows: 1, rejects: 1 } });
    const none = buildRows([], { allowEmpty: false });
    await expect(none).rejects.toMatchObject({ code: 'BUILD_INPUT', facts: { rows: 0, rejects: 0 } });
  });

  it('is made when that is what is wanted, and nothing is asked when a row was taken', async () => {
    expect((await buildRows([], { allowEmpty: true })).report.taken).toBe(0);
    expect((await buildRows([{ ip: '192.0.2.1', zone: 'red' }], { allowEmpty: false })).report.taken).toBe(1);
  });
});
