import { readSampleClaim } from './sample-headers';

const [A, B] = ['ab'.repeat(32), 'cd'.repeat(32)];
const whole = { confirmed: A, part: null, contentLength: '10' };
const part = (text: string): unknown => readSampleClaim({ ...whole, part: text });
const fault = (code: string): Error => expect.objectContaining({ code }) as Error;

it('reads a whole file, and a part of one', () => {
  expect(readSampleClaim(whole)).toEqual({
    bytes: 10,
    sha256: A,
    fileSha256: A,
    firstByte: 0,
    totalBytes: 10,
    isWhole: true,
  });
  expect(part(`offset=90;total=100;sha256=${B}`)).toEqual({
    bytes: 10,
    sha256: A,
    fileSha256: B,
    firstByte: 90,
    totalBytes: 100,
    isWhole: false,
  });
  expect(part(`offset=0;total=10;sha256=${A}`)).toMatchObject({ isWhole: true });
});

it.each([null, '', A.toUpperCase(), `${A}0`, '../../etc/passwd', `"${A}"`])(
  'needs the confirmation of %j',
  (confirmed) => {
    expect(() => readSampleClaim({ ...whole, confirmed })).toThrow(fault('SAMPLE_UNCONFIRMED'));
  },
);

it.each([null, '0', '-1', '1e3', '0x10', '9'.repeat(16), ' 10'])('does not take a length of %j', (contentLength) => {
  expect(() => readSampleClaim({ ...whole, contentLength })).toThrow(fault('REQUEST_MALFORMED'));
});

it.each([
  `offset=91;total=100;sha256=${B}`,
  `offset=00;total=100;sha256=${B}`,
  `offset=0;total=10;sha256=${B}`,
  `offset=0;total=100;sha256=${A}`,
  `offset=-1;total=100;sha256=${B}`,
  `offset=0;total=100;sha256=../x`,
  `offset=0;total=100;sha256=${B};name=C:\\Users\\bob\\x.exe`,
  'x',
])('does not take %j for a part', (text) => {
  expect(() => part(text)).toThrow(fault('REQUEST_MALFORMED'));
});
