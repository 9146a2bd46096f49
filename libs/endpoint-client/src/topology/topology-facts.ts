import type { ChainLink } from './proxy-chain';

/** What is known of one address that an endpoint or a proxy asks. */
export interface AskedPlace {
  /** `https://HOST:PORT`. */
  readonly origin: string;
  readonly role: 'proxy' | 'service';
  /** The addresses of its name; null: the name is not known here. */
  readonly resolved: readonly string[] | null;
  /** An outbound proxy of the environment that would catch requests to it: the variable, and the proxy's host; null: none. */
  readonly outbound: { readonly variable: string; readonly host: string } | null;
  /** `foreign`: it answers with a certificate that the known authority does not vouch for. */
  readonly answer: 'answered' | 'foreign' | 'silent' | 'unasked';
  /** Of `silent` and `foreign`. */
  readonly detail: string | null;
  /** Nearest first, itself included; empty where it was not told. */
  readonly chain: readonly ChainLink[];
  /** What it says of itself in `/v1/status`; null: that was not asked. */
  readonly word: PlaceWord | null;
}

export interface PlaceWord {
  readonly infrastructure: string;
  readonly epoch: string;
  /** Null: it names no provider. */
  readonly provider: string | null;
}

export interface TopologyFacts {
  /** In the order in which they are asked. */
  readonly places: readonly AskedPlace[];
  /** Of the provider's settings that are loaded; null: none are. */
  readonly provider: string | null;
  readonly policy: { readonly proxies: readonly string[]; readonly directFallback: boolean } | null;
  /** How many proxies the service knows; null: it was not asked. */
  readonly enrolledProxies: number | null;
  /** Of a proxy that looks at itself; null: an endpoint does. */
  readonly instance: string | null;
}
