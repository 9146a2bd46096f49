import { checkFloor } from './floor';

describe('checkFloor', () => {
  const manifest = { feed: 'acme/core', version: 7 };
  const floor = (version: number, manifestDigest = 'a') => ({ version, manifestDigest });

  it('lets in what is newer, and everything where there is no floor', () => {
    expect(checkFloor(manifest, 'a', null)).toBe('new');
    expect(checkFloor(manifest, 'a', floor(6, 'b'))).toBe('new');
  });

  it('knows the package that made the floor', () => {
    expect(checkFloor(manifest, 'a', floor(7))).toBe('same');
  });

  it('refuses older versions, and loudly another package of the same version', () => {
    expect(() => checkFloor(manifest, 'a', floor(8))).toThrow('PACKAGE_ROLLBACK');
    expect(() => checkFloor(manifest, 'b', floor(7))).toThrow('PACKAGE_EQUIVOCATION');
  });
});
