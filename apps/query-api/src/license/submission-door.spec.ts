import type { FaultCode } from '@pksn/domain';
import { formatLicenseFile, parseLicenseFile } from '@pksn/licensing';
import { forgeVendor } from '@pksn/testing';
import { SubmissionDoor } from './submission-door';

const t = Date.UTC(2026, 10, 21);
const acme = forgeVendor('acme', t);
const second = forgeVendor('second', t);
const stranger = forgeVendor('stranger', t);
const fault = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

/** A file with the key id of a trusted vendor, which everybody can read, over a signature that is none. */
function forged(): string {
  const envelope = parseLicenseFile(acme.license().text);
  const signatures = envelope.signatures.map((one) => ({ ...one, sig: Buffer.alloc(64).toString('base64') }));
  return formatLicenseFile({ ...envelope, signatures });
}

let trusted = [acme, second];
let reads: number;
let door: SubmissionDoor;
beforeEach(() => {
  trusted = [acme, second];
  reads = 0;
  door = new SubmissionDoor(() => {
    reads += 1;
    return Promise.resolve(trusted.map((vendor) => vendor.root));
  });
});
const codes = async (file: string, times: number): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  for (let i = 0; i < times; i++) {
    const code = await door.admit(file, t).then(
      () => 'admitted',
      (error: { code: string }) => error.code,
    );
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
};

it.each<[string, () => string, FaultCode]>([
  ['no license file', () => 'not a license', 'LICENSE_FILE_MALFORMED'],
  ["a stranger's file", () => stranger.license().text, 'LICENSE_FILE_UNTRUSTED'],
  ["a trusted vendor's key id without its signature", forged, 'LICENSE_FILE_UNTRUSTED'],
])(
  'answers %s 20 times a second, reading trust no more often, and keeps the room of signed files',
  async (_, make, code) => {
    expect(await codes(make(), 100)).toEqual(
      new Map([
        [code, 20],
        ['SUBMISSION_THROTTLED', 80],
      ]),
    );
    expect(reads).toBeLessThanOrEqual(21);
    for (const vendor of [acme, second])
      expect(await door.admit(vendor.license().text, t)).toMatchObject({ vendor: vendor.name });
  },
);

it('gives every vendor five files a second of its own', async () => {
  const limited = new Map([
    ['admitted', 5],
    ['SUBMISSION_THROTTLED', 2],
  ]);
  expect(await codes(acme.license().text, 7)).toEqual(limited);
  expect(await codes(second.license().text, 7)).toEqual(limited);
  expect(await door.admit(acme.license().text, t + 1_000)).toMatchObject({ vendor: 'acme' });
});

it('knows at once whom the provider trusts and whom no longer', async () => {
  await door.admit(acme.license().text, t);
  trusted = [second, stranger];
  expect(await door.admit(stranger.license().text, t)).toMatchObject({ vendor: 'stranger' });
  await expect(door.admit(acme.license().text, t)).rejects.toEqual(fault('LICENSE_FILE_UNTRUSTED'));
});

it('asks again after it could not read whom the provider trusts', async () => {
  let isDown = true;
  const shaky = new SubmissionDoor(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve([acme.root])));
  await expect(shaky.admit(acme.license().text, t)).rejects.toThrow('down');
  isDown = false;
  expect(await shaky.admit(acme.license().text, t)).toMatchObject({ vendor: 'acme' });
});
