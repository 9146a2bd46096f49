import { checkFloor } from './floor';

describe('checkFloor', () => {
  const manifest = { feed: 'acme/core', version: 7 };
  const floor = (version: number, manifestDigest = 'a') => ({ version, manifestDigest });

  it('lets in what is newer, and everything where there is no floor', () => {
    expect(checkFloor(manifest, 'a', null, [])).toBe('new');
    expect(checkFloor(manifest, 'a', floor(6, 'b'), [])).toBe('new');
  });

  it('knows the package that made the floor', () => {
    expect(checkFloor(manifest, 'a', floor(7), [])).toBe('same');
  });

  it('is not bound by a floor of which every key was rotated away', () => {
    const signed = { ...floor(9), signers: ['k1', 'k2'] };
    expect(checkFloor(manifest, 'a', signed, ['k3'])).toBe('new');
    expect(() => checkFloor(manifest, 'a', signed, ['k2', 'k3'])).toThrow('PACKAGE_ROLLBACK');
    expect(() => checkFloor(manifest, 'a', { ...signed, signers: null }, ['k3'])).toThrow('PACKAGE_ROLLBACK');
    expect(() => checkFloor(manifest, 'b', { ...signed, version: 7 }, ['k3'])).toThrow('PACKAGE_EQUIVOCATION');
  });

  it('refuses older versions, and loudly another package of the same version', () => {
    expect(() => checkFloor(manifest, 'a', floor(8), [])).toThrow('PACKAGE_ROLLBACK');
    expect(() => checkFloor(manifest, 'b', floor(7), [])).toThrow('PACKAGE_EQUIVOCATION');
  });
});
