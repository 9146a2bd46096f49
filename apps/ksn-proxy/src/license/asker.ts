import { hash } from 'node:crypto';
import type { AskerHeaders } from '@pksn/licensing';
import { askerHeaders, nativeCredential, parseLicenseKey } from '@pksn/licensing';

/** Who asks, as far as the proxy knows: the header goes upstream as it came, and nowhere else. */
export interface Asker {
  /** SHA-256 of the key in its canonical spelling (or of the integration token), hex: the only name that is stored. */
  readonly keyHash: string;
  readonly header: { readonly name: 'authorization' | 'x-api-key'; readonly value: string };
}

const MOST_KNOWN = 10_000;

/** Reads keys from headers. The last headers are known by their text, so that the hot path parses nothing. */
export class Askers {
  private readonly known = new Map<string, Asker>();
  /** Hears of each request that names its endpoint. */
  onEndpoint: (asker: Asker, endpointId: string) => void = () => undefined;

  /** Faults: LICENSE_KEY_MISSING, LICENSE_KEY_MALFORMED, INTEGRATION_TOKEN_REQUIRED. */
  of(rawHeaders: readonly string[]): Asker {
    const headers = askerHeaders(rawHeaders);
    const asker = this.named(headers);
    if (headers.endpointId !== null) this.onEndpoint(asker, headers.endpointId);
    return asker;
  }

  private named(headers: AskerHeaders): Asker {
    if (headers.apiKey === null && headers.authorization !== null) {
      const known = this.known.get(headers.authorization);
      if (known !== undefined) return known;
    }
    const credential = nativeCredential(headers);
    const isKey = credential.kind === 'key';
    const text = isKey ? parseLicenseKey(credential.text).canonical : `token ${credential.text}`;
    const value = (isKey ? headers.authorization : headers.apiKey) ?? '';
    const asker: Asker = {
      keyHash: hash('sha256', text, 'hex'),
      header: { name: isKey ? 'authorization' : 'x-api-key', value: isKey ? `Bearer ${text}` : value },
    };
    if (isKey) this.remember(value, asker);
    return asker;
  }

  private remember(text: string, asker: Asker): void {
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(text, asker);
  }
}
