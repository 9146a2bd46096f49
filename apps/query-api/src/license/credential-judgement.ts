import { Fault } from '@pksn/domain';
import type { Credential, Judgement, Registry, RegistryEntry } from '@pksn/licensing';
import {
  LICENSE_KEY_CHARACTERS,
  integrationTokenHash,
  judgementFault,
  keyFault,
  keyFingerprint,
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
export function refusalOf(
  { kind, text }: Credential,
  judgement: Judgement & { granted: false },
  registry: Registry,
): Fault {
  if (kind === 'token') return tokenFault(judgement, integrationTokenHash(text));
  const current = judgement.entry === null ? null : registry.currentOf(judgement.entry);
  return judgementFault(judgement, licenseKeyHash(parseLicenseKey(text).canonical), current);
}

/** The lines of the table after those that the registry judges. */
const DENIALS: ReadonlySet<string> = new Set(['LICENSE_SCOPE', 'LICENSE_RATE']);

/** What a credential that stands in the registry is refused for all the same, its scope or rate, with who was refused. */
export function denialOf({ kind, text }: Credential, entry: RegistryEntry, error: unknown): unknown {
  if (!(error instanceof Fault) || !DENIALS.has(error.code)) return error;
  const { code, detail, facts, cause } = error;
  if (kind === 'token') {
    const tokenFingerprint = keyFingerprint(integrationTokenHash(text));
    return new Fault(code, detail, { cause, facts: { ...facts, tokenFingerprint } });
  }
  const denial = keyFault(code, entry.row.keyHash, entry);
  return new Fault(code, denial.detail, { cause, facts: { ...facts, ...denial.facts } });
}
