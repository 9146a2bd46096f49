import { expiryOf } from './settings-requests';

describe('the end of a settings file', () => {
  it.each([{}, { expiresAt: null }])('is left to the settings: %j', (body) => {
    expect(expiryOf(body)).toBeNull();
  });

  it('is the end of a day, or the time that is named', () => {
    expect(expiryOf({ expiresAt: '2099-01-01' })).toBe(Date.UTC(2099, 0, 2));
    expect(expiryOf({ expiresAt: '2099-01-01T12:00:00Z' })).toBe(Date.UTC(2099, 0, 1, 12));
  });
});
