import { guardKeys } from './guard-keys';

const THUMBPRINT = 'ab'.repeat(32);

describe('a row of a guard list', () => {
  it('is a thumbprint in a list of certificates, with a label or without', () => {
    for (const row of [{ sha256: THUMBPRINT }, { certificateSha256: THUMBPRINT }])
      expect(guardKeys(row, 'certificates')).toMatchObject([{ shelf: 'certificate-sha256', entry: THUMBPRINT }]);
    expect(guardKeys({ sha256: THUMBPRINT }, 'objects')).toMatchObject([{ shelf: 'file-sha256' }]);
  });

  it.each([{ ip: '192.0.2.0/24' }, { domain: 'example.com' }, { md5: 'ab'.repeat(16) }, { softwareProduct: 'a' }])(
    'guards nothing in a list of certificates when it is %j',
    (row) => {
      expect(guardKeys(row, 'certificates')).toBe('names no certificate');
      expect(guardKeys(row, 'objects')).not.toBe('names no object');
    },
  );
});
