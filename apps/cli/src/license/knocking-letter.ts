import { counted } from '../console/counted';
import type { KnockingView } from './knocking';

/** What to send to a customer who forgot to submit the new key: plain text, line by line. */
export function letterTo(
  key: Pick<KnockingView, 'fingerprint' | 'firstSeen' | 'lastSeen' | 'count' | 'known'>,
  provider: { readonly name: string; readonly contacts: readonly string[] },
  addresses: readonly string[],
): string[] {
  const day = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    'Subject: your endpoints use a license key that was not submitted',
    '',
    `Endpoints that may be yours have asked our service with a license key that nobody has submitted to us.`,
    `They get no answers until the details of the new key are here.`,
    '',
    `  Fingerprint of the key: ${key.fingerprint}`,
    `  Refused since:          ${day(key.firstSeen)}`,
    `  Last refused:           ${day(key.lastSeen)} (${counted(key.count, 'request')} so far)`,
    '',
    ...(key.known === 'revoked'
      ? ['The vendor has revoked this key: it will not be accepted. Ask the vendor for a new one.', '']
      : []),
    'If you have a new license: with the key came a license file (name.license). It holds no secret. Either',
    '  - submit it yourself, on a computer that reaches our service:',
    '      pksn endpoint submit FILE.license',
    '    (once before: pksn endpoint load SETTINGS-FILE --fingerprint F; ask us for our settings file and its fingerprint)',
    ...(addresses.length === 0 ? [] : [`    Our service answers at ${addresses.join(', ')}.`]),
    '  - or send us that file as it is. Never send us the key itself.',
    'Compare the fingerprint first: the vendor prints it beside the file.',
    '',
    provider.name,
    ...provider.contacts.map((contact) => `  ${contact}`),
  ];
}
