import type { Fault } from '@pksn/domain';
import type { Credential, Judgement, Registry } from '@pksn/licensing';
import {
  LICENSE_KEY_CHARACTERS,
  integrationTokenHash,
  judgementFault,
  licenseKeyHash,
  parseLicenseKey,
  tokenFault,
} from '@pksn/licensing';

/** What a credential gets at `now`, milliseconds since 1970. Throws LICENSE_KEY_MALFORMED. */
export function judgementOf(credential: Credential, registry: Registry, now: number): Judgement {
  const { text } = credential;
  if (credential.kind === 'token') return registry.judgeToken(text, credential.protocol, now);
  if (text.length === LICENSE_KEY_CHARACTERS) {
    // The hot path: only a right key in its canonical spelling has a hash that is granted, so its form needs no look.
    const judgement = registry.judgeKey(text, now);
    if (judgement.granted) return judgement;
  }
  return registry.judgeKey(parseLicenseKey(text).canonical, now);
}

/** The error of a credential that was refused; it repeats nothing of it. */
export function refusalOf({ kind, text }: Credential, judgement: Judgement & { granted: false }): Fault {
  return kind === 'key'
    ? judgementFault(judgement, licenseKeyHash(parseLicenseKey(text).canonical))
    : tokenFault(judgement, integrationTokenHash(text));
}
