import {
  acceptSettings,
  followSuccessions,
  generateSigningKey,
  groupedFingerprint,
  PAYLOAD_TYPES,
  signSettings,
  signSuccession,
} from '..';
import type { AcceptedSettings, PinnedProvider } from '..';
import { DAY_MS, draft, iso, NOW, payloadOf, Provider, refusal, signedText } from './settings.fixture';

const provider = new Provider();
const file = provider.file();

const first = (text: string, fingerprint: string | null = provider.fingerprint, now = NOW): AcceptedSettings =>
  acceptSettings({ file: text, pinned: null, fingerprint, now });
const later = (text: string, pinned: PinnedProvider, now = NOW): AcceptedSettings =>
  acceptSettings({ file: text, pinned, fingerprint: null, now });
const { pinned } = first(file);

describe('the first load', () => {
  it('takes the file whose key has the fingerprint, and pins that key', () => {
    const { publicKey } = provider;
    expect(first(file)).toMatchObject({ change: 'first', keyChanged: false, expiresSoon: false });
    expect(first(file).settings).toEqual({ ...draft(), publicKey });
    expect(pinned).toMatchObject({ publicKey, serial: 1, createdAt: draft().createdAt });
  });

  it.each([
    ['upper case', provider.fingerprint.toUpperCase()],
    ['groups of four', groupedFingerprint(provider.fingerprint)],
    ['colons', (provider.fingerprint.match(/../g) ?? []).join(':')],
    ['a line break', `${provider.fingerprint}\n`],
  ])('reads a fingerprint with %s', (_, fingerprint) => {
    expect(first(file, fingerprint).change).toBe('first');
  });

  it.each([
    ['none', null],
    ['an empty one', ' '],
    ['its first 8 digits', provider.fingerprint.slice(0, 8)],
    ['all but one digit', provider.fingerprint.slice(1)],
    ['one digit more', `${provider.fingerprint}0`],
    ['no hexadecimal one', 'g'.repeat(64)],
  ])('asks for the whole fingerprint when there is %s', (_, fingerprint) => {
    expect(() => first(file, fingerprint)).toThrow(refusal('SETTINGS_FINGERPRINT_REQUIRED'));
  });

  it('refuses the fingerprint of another key', () => {
    const digit = provider.fingerprint.endsWith('0') ? '1' : '0';
    for (const other of [new Provider().fingerprint, provider.fingerprint.slice(0, -1) + digit]) {
      expect(() => first(file, other)).toThrow(refusal('SETTINGS_FINGERPRINT_MISMATCH'));
    }
  });

  it('refuses a file that names the right key and was signed by another', () => {
    const stranger = signedText(JSON.stringify(payloadOf(file)), generateSigningKey());
    expect(() => first(stranger)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('takes a file after rotations by the fingerprint of the newest key alone', () => {
    const old = new Provider();
    const before = old.fingerprint;
    const text = old.rotate().rotate().file();
    expect(first(text, old.fingerprint).pinned.publicKey).toBe(old.publicKey);
    expect(() => first(text, before)).toThrow(refusal('SETTINGS_FINGERPRINT_MISMATCH'));
  });
});

describe('serial numbers', () => {
  it('rise, with gaps', () => {
    expect(later(provider.file({ serial: 9 }), pinned)).toMatchObject({ change: 'newer', pinned: { serial: 9 } });
  });

  it('never fall', () => {
    const at9 = later(provider.file({ serial: 9 }), pinned).pinned;
    for (const serial of [1, 8]) {
      expect(() => later(provider.file({ serial }), at9)).toThrow(refusal('SETTINGS_SERIAL'));
    }
  });

  it('may come again with the same file, and never with another', () => {
    expect(later(file, pinned)).toMatchObject({ change: 'unchanged', pinned });
    expect(() => later(provider.file({ name: 'Other Name' }), pinned)).toThrow(refusal('SETTINGS_EQUIVOCATION'));
  });
});

describe('the pinned key', () => {
  it('needs no fingerprint again, and still holds against one that is given', () => {
    const next = provider.file({ serial: 2 });
    expect(later(next, pinned).change).toBe('newer');
    const offer = { file: next, pinned, now: NOW };
    expect(acceptSettings({ ...offer, fingerprint: provider.fingerprint }).change).toBe('newer');
    const fingerprint = new Provider().fingerprint;
    expect(() => acceptSettings({ ...offer, fingerprint })).toThrow(refusal('SETTINGS_FINGERPRINT_MISMATCH'));
  });

  it('is not replaced by a fingerprint', () => {
    const foreign = new Provider();
    const offer = { file: foreign.file({ serial: 2 }), pinned, now: NOW, fingerprint: foreign.fingerprint };
    expect(() => acceptSettings(offer)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('refuses the same settings signed by another key', () => {
    const text = signSettings(draft({ serial: 2 }), generateSigningKey(), []);
    expect(() => later(text, pinned)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });
});

describe('rotation', () => {
  const rotating = new Provider();
  const start = first(rotating.file(), rotating.fingerprint).pinned;
  const oldKey = rotating.key;
  const once = rotating.rotate().file({ serial: 2 });
  const twice = rotating.rotate().file({ serial: 3 });

  it('is followed step by step, and says so', () => {
    const second = later(once, start);
    expect(second).toMatchObject({ change: 'newer', keyChanged: true });
    expect(later(twice, second.pinned)).toMatchObject({ keyChanged: true, pinned: { publicKey: rotating.publicKey } });
  });

  it('is followed by an endpoint that missed a file', () => {
    expect(later(twice, start).pinned).toMatchObject({ publicKey: rotating.publicKey, serial: 3 });
  });

  it('is final: the old key signs nothing any more, whatever chain it shows', () => {
    const { pinned: newest } = later(twice, start);
    const plain = signSettings(draft({ serial: 9 }), oldKey, []);
    expect(() => later(plain, newest)).toThrow(refusal('SETTINGS_UNTRUSTED'));
    const mine = generateSigningKey();
    const forked = signSettings(draft({ serial: 9 }), mine, [signSuccession(oldKey, mine.publicKey, NOW)]);
    expect(() => later(forked, newest)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('by a stranger is refused', () => {
    const mine = generateSigningKey();
    const stranger = signSuccession(generateSigningKey(), mine.publicKey, NOW);
    expect(() => later(signSettings(draft({ serial: 2 }), mine, [stranger]), start)).toThrow(
      refusal('SETTINGS_UNTRUSTED'),
    );
  });

  it('that names the pinned key and was signed by a stranger is refused', () => {
    const [mine, stranger] = [generateSigningKey(), generateSigningKey()];
    const posing = { ...stranger, publicKey: oldKey.publicKey, keyid: oldKey.keyid };
    expect(() => signSuccession(posing, mine.publicKey, NOW)).toThrow(refusal('SETTINGS_UNTRUSTED'));
    const genuine = signSuccession(oldKey, mine.publicKey, NOW).envelope;
    const forged = signSuccession(stranger, mine.publicKey, NOW).envelope;
    const envelope = { ...genuine, signatures: [{ ...genuine.signatures[0], sig: forged.signatures[0]?.sig }] };
    const payload = { ...payloadOf(signSettings(draft({ serial: 2 }), mine, [])), successions: [envelope] };
    const form = payloadOf(once);
    const text = signedText(JSON.stringify({ ...form, ...payload }), mine);
    expect(() => later(text, start)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('with a step left out, out of order, or that ends at another key is refused', () => {
    const [a, b] = [...rotating.successions];
    if (a === undefined || b === undefined) throw new Error('two rotations');
    const key = rotating.key;
    expect(() => later(signSettings(draft({ serial: 4 }), key, [b]), start)).toThrow(refusal('SETTINGS_UNTRUSTED'));
    for (const chain of [[b, a], [a], [a, a]]) {
      expect(() => signSettings(draft({ serial: 4 }), key, chain)).toThrow(refusal('SETTINGS_MALFORMED'));
    }
  });

  it('from the pinned key to its successor does not vouch for a stranger behind a gap', () => {
    const [genuine] = rotating.successions;
    const [stranger, mine] = [generateSigningKey(), generateSigningKey()];
    if (genuine === undefined) throw new Error('one rotation');
    const chain = [genuine, signSuccession(stranger, mine.publicKey, NOW)];
    const payload = { ...payloadOf(once), publicKey: mine.publicKey.toString('base64') };
    const text = signedText(JSON.stringify({ ...payload, successions: chain.map((one) => one.envelope) }), mine);
    expect(() => later(text, start)).toThrow(refusal('SETTINGS_MALFORMED'));
  });

  it('leads to the key that signs, and to no other', () => {
    const [genuine] = rotating.successions;
    if (genuine === undefined) throw new Error('one rotation');
    expect(() => followSuccessions(genuine.from, genuine.to, [genuine])).not.toThrow();
    const other = generateSigningKey().publicKey.toString('base64');
    expect(() => followSuccessions(genuine.from, other, [genuine])).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('never comes back to a key', () => {
    const [a, b] = [generateSigningKey(), generateSigningKey()];
    const chain = [signSuccession(a, b.publicKey, NOW), signSuccession(b, a.publicKey, NOW)];
    expect(() => signSettings(draft({ serial: 2 }), a, chain)).toThrow(refusal('SETTINGS_MALFORMED'));
  });

  it('is carried for 16 steps; who missed more needs the fingerprint', () => {
    const busy = new Provider();
    const old = first(busy.file(), busy.fingerprint).pinned;
    busy.rotate();
    const second = later(busy.file({ serial: 2 }), old).pinned;
    for (let i = 0; i < 16; i++) busy.rotate();
    const text = busy.file({ serial: 3 });
    expect(later(text, second).pinned.publicKey).toBe(busy.publicKey);
    expect(() => later(text, old)).toThrow(refusal('SETTINGS_UNTRUSTED'));
    expect(() => later(text.replace(/^[^-]*/, ''), { ...old, serial: 0 })).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });

  it('does not lower the serial number', () => {
    const { pinned: newest } = later(rotating.file({ serial: 7 }), start);
    rotating.rotate();
    expect(() => later(rotating.file({ serial: 6 }), newest)).toThrow(refusal('SETTINGS_SERIAL'));
    expect(() => later(rotating.file({ serial: 7 }), newest)).toThrow(refusal('SETTINGS_EQUIVOCATION'));
  });
});

describe('times', () => {
  const expiresAt = NOW + 365 * DAY_MS;

  it('end a file at its expiry, on the first load and on later ones', () => {
    expect(first(file, undefined, expiresAt - 1)).toMatchObject({ expiresSoon: true });
    expect(() => first(file, undefined, expiresAt)).toThrow(refusal('SETTINGS_EXPIRED'));
    expect(() => later(file, pinned, expiresAt)).toThrow(refusal('SETTINGS_EXPIRED'));
  });

  it('warn 30 days ahead', () => {
    expect(first(file, undefined, expiresAt - 30 * DAY_MS - 1).expiresSoon).toBe(false);
    expect(first(file, undefined, expiresAt - 30 * DAY_MS).expiresSoon).toBe(true);
  });

  it('refuse a file from the future, beyond a day', () => {
    const createdAt = NOW - DAY_MS;
    expect(first(file, undefined, createdAt - DAY_MS).change).toBe('first');
    expect(() => first(file, undefined, createdAt - DAY_MS - 1)).toThrow(refusal('SETTINGS_TIME'));
  });

  it('do not revive an expired file when the clock is set back', () => {
    const newest = later(provider.file({ serial: 5, createdAt: iso(NOW) }), pinned).pinned;
    const stale = provider.file({ serial: 6, createdAt: iso(NOW - 9 * DAY_MS), expiresAt: iso(NOW - 2 * DAY_MS) });
    expect(() => later(stale, newest, NOW)).toThrow(refusal('SETTINGS_EXPIRED'));
    expect(() => later(stale, newest, NOW - 3 * DAY_MS)).toThrow(refusal('SETTINGS_EXPIRED'));
  });
});

describe('payload types', () => {
  it('keep documents apart that the same key signed', () => {
    const payload = JSON.stringify(payloadOf(file));
    for (const type of [PAYLOAD_TYPES.license, PAYLOAD_TYPES.policy, PAYLOAD_TYPES.providerSuccession]) {
      expect(() => first(signedText(payload, provider.key, type))).toThrow(refusal('SETTINGS_MALFORMED'));
    }
  });

  it('are part of what is signed', () => {
    const licensed = signedText(JSON.stringify(payloadOf(file)), provider.key, PAYLOAD_TYPES.license);
    const lines = licensed.split('\n');
    const json = Buffer.from(lines.slice(1, -2).join(''), 'base64').toString();
    const swapped = Buffer.from(json.replace(PAYLOAD_TYPES.license, PAYLOAD_TYPES.providerSettings)).toString('base64');
    const text = [lines[0], ...(swapped.match(/.{1,64}/g) ?? []), lines.at(-2), ''].join('\n');
    expect(() => first(text)).toThrow(refusal('SETTINGS_UNTRUSTED'));
  });
});
