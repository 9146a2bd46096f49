import { Fault } from '@pksn/domain';
import { KeyStore } from '@pksn/endpoint-client';
import type { LicenseKeys } from '@pksn/endpoint-client';
import { keyFingerprint, licenseKeyHash } from '@pksn/licensing';
import { readKey } from '../connection/connect';
import { endpointFolder } from '../connection/query-target';
import type { Session } from '../session';

/** What may be shown of the keys that are set here. */
export interface KeyPrints {
  readonly current: string;
  /** Null: none follows. */
  readonly next: string | null;
}

export function keyPrints({ current, next = null }: LicenseKeys): KeyPrints {
  const printOf = (key: string): string => keyFingerprint(licenseKeyHash(key));
  return { current: printOf(current), next: next === null ? null : printOf(next) };
}

export function keyStore({ options }: Session): KeyStore {
  return new KeyStore(endpointFolder(options));
}

/** Keeps a copy of the key, which this user alone can read. */
export async function setKey(session: Session, file: string, options: { next?: boolean }): Promise<void> {
  const store = keyStore(session);
  const isNext = options.next === true;
  await store.set(await readKey(file), isNext ? 'next' : 'current');
  const prints = await printsOf(store);
  session.output.document(prints, () => [
    ...printLines(prints),
    isNext
      ? 'The next key is tried first. Until the service takes it the current one goes on; then it takes its place.'
      : 'This key is used where --key-file names no other. The file that it came from may be deleted.',
  ]);
}

export async function showKeys(session: Session): Promise<void> {
  const prints = await printsOf(keyStore(session));
  session.output.document(prints, () => printLines(prints));
}

async function printsOf(store: KeyStore): Promise<KeyPrints> {
  const keys = await store.current();
  if (keys === null) throw new Fault('NOT_FOUND', 'no license key is set here: pksn endpoint key set FILE');
  return keyPrints(keys);
}

function printLines({ current, next }: KeyPrints): string[] {
  return [`Current key:   ${current}`, ...(next === null ? [] : [`Next key:      ${next}`])];
}
