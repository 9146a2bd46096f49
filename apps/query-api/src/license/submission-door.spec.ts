import type { FaultCode } from '@pksn/domain';
import { formatLicenseFile, parseLicenseFile } from '@pksn/licensing';
import type { ForgedVendor } from '@pksn/testing';
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

const admitted = async (files: string[], now = t): Promise<number> => {
  const answers = await Promise.allSettled(files.map((file) => door.admit(file, now)));
  return answers.filter((one) => one.status === 'fulfilled').length;
};
const files = (vendor: ForgedVendor, count: number): string[] =>
  Array.from({ length: count }, () => vendor.license().text);

it('gives every vendor five new files a second of its own', async () => {
  expect(await admitted(files(acme, 7))).toBe(5);
  expect(await admitted(files(second, 7))).toBe(5);
  await expect(door.admit(acme.license().text, t)).rejects.toEqual(fault('SUBMISSION_THROTTLED'));
  expect(await admitted(files(acme, 7), t + 1_000)).toBe(5);
});

it('keeps the room of new files from whoever sends a file again and again', async () => {
  const old = acme.license().text;
  await door.admit(old, t);
  const replays = await codes(old, 100);
  expect(replays).toEqual(
    new Map([
      ['admitted', 5],
      ['SUBMISSION_THROTTLED', 95],
    ]),
  );
  expect(await admitted(files(acme, 7))).toBe(4);
  expect(await door.admit(old, t + 1_000)).toMatchObject({ vendor: 'acme' });
  expect(await admitted(files(acme, 7), t + 1_000)).toBe(5);
});

it('knows a file by what it says, however its text is written', async () => {
  const old = acme.license().text;
  await door.admit(old, t);
  const spellings = Array.from({ length: 50 }, (_, i) => '\n'.repeat(i) + old.replaceAll('\n', '\r\n'));
  expect(await admitted(spellings)).toBe(5);
  expect(await admitted(files(acme, 7))).toBe(4);
});

it('holds many old files together to as many as a few, whatever comes new', async () => {
  const old = files(acme, 10);
  const wide = new SubmissionDoor(() => Promise.resolve([acme.root]));
  // New ones come in at five a second.
  for (const [i, file] of old.entries()) await wide.admit(file, t + i * 1_000);
  const later = t + 60_000;
  let taken = 0;
  for (let round = 0; round < 5; round++) {
    for (const file of old) {
      taken += await wide.admit(file, later).then(
        () => 1,
        () => 0,
      );
    }
  }
  expect(taken).toBe(20);
  expect(await wide.admit(acme.license().text, later)).toMatchObject({ vendor: 'acme' });
});

it('remembers a bounded number of files, and forgets those that were not sent for the longest time', async () => {
  const [first = '', ...others] = files(acme, 3);
  const small = new SubmissionDoor(() => Promise.resolve([acme.root]), 2);
  for (const file of [first, ...others]) await small.admit(file, t);
  for (const file of others) await small.admit(file, t);
  // Two of five are left: the forgotten file takes one as if it were new, and the others none.
  await small.admit(first, t);
  await small.admit(acme.license().text, t);
  await expect(small.admit(acme.license().text, t)).rejects.toEqual(fault('SUBMISSION_THROTTLED'));
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
