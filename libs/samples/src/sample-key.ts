import { Fault } from '@pksn/domain';
import { ageEncryption } from './age-encryption';

/** A private key, and the public one that files are sealed for. */
export interface SampleIdentity {
  readonly secret: string;
  readonly recipient: string;
}

const SECRET = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;

/** The text of a new key file, as `age-keygen` writes it. */
export async function newSampleKey(): Promise<string> {
  const { generateX25519Identity, identityToRecipient } = await ageEncryption();
  const secret = await generateX25519Identity();
  return `# public key: ${await identityToRecipient(secret)}\n${secret}\n`;
}

/**
 * The keys of a key file: lines that begin with # are comments, every other line is a key. Files are sealed for the first one, and
 * opened by whichever fits. Fault: SAMPLE_KEY, which never repeats the text.
 */
export async function sampleIdentities(text: string): Promise<readonly [SampleIdentity, ...SampleIdentity[]]> {
  const secrets = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [first, ...others] = await Promise.all(secrets.map(identityOf));
  if (first === undefined) throw new Fault('SAMPLE_KEY', 'the key file of samples holds no key');
  return [first, ...others];
}

async function identityOf(secret: string, at: number): Promise<SampleIdentity> {
  const { identityToRecipient } = await ageEncryption();
  try {
    if (SECRET.test(secret)) return { secret, recipient: await identityToRecipient(secret) };
  } catch {
    // The cause is dropped on purpose: it could quote the key.
  }
  throw new Fault(
    'SAMPLE_KEY',
    `key ${String(at + 1)} of the key file of samples is none of age's (AGE-SECRET-KEY-1…)`,
  );
}
