/** One of those between this proxy and the service, or the service itself. */
export interface ChainLink {
  readonly role: 'proxy' | 'service';
  /** Where it is asked, by whoever is before it. */
  readonly address: string;
  /** As it is enrolled; null: it is not, or is the service. */
  readonly name: string | null;
  readonly version: string | null;
  /** Tells proxies apart, so that a circle is noticed; null for a service. */
  readonly instance: string | null;
  /** `ready`, `degraded` …: its own word; `unreachable` where it did not answer whoever asked. */
  readonly status: string;
}

/** What a proxy says of itself and of those above it in `/readyz`. */
export interface ProxyWord {
  readonly instance: string;
  readonly name: string | null;
  readonly version: string;
  /** Nearest first. */
  readonly chain: readonly ChainLink[];
}

/** A longer chain is shown to this length; proxies refuse to be asked through more. */
export const MOST_LINKS = 8;
const TEXT_CHARS = 300;

/** The chain that an upstream's `/readyz` tells of, with itself first. Null for what is no such answer. */
export function chainOf(address: string, told: unknown): readonly ChainLink[] | null {
  if (typeof told !== 'object' || told === null) return null;
  const { status, proxy } = told as { status?: unknown; proxy?: Partial<ProxyWord> };
  if (typeof status !== 'string') return null;
  const word = typeof proxy === 'object' && proxy !== null ? proxy : null;
  const rest = Array.isArray(word?.chain) ? word.chain.slice(0, MOST_LINKS - 1).map(linkOf) : [];
  const first: ChainLink = {
    role: word === null ? 'service' : 'proxy',
    address,
    name: textOf(word?.name),
    version: textOf(word?.version),
    instance: textOf(word?.instance),
    status: status.slice(0, TEXT_CHARS),
  };
  return [first, ...rest];
}

/** Whether requests would come back to `instance`. */
export function isCircle(chain: readonly ChainLink[], instance: string): boolean {
  return chain.some((link) => link.instance === instance);
}

/** Up to where it comes back to this proxy. */
export function untilSelf(chain: readonly ChainLink[], instance: string): readonly ChainLink[] {
  const at = chain.findIndex((link) => link.instance === instance);
  return at < 0 ? chain : chain.slice(0, at + 1);
}

function linkOf(value: unknown): ChainLink {
  const { role, address, name, version, instance, status } = (value ?? {}) as Partial<ChainLink>;
  return {
    role: role === 'proxy' ? 'proxy' : 'service',
    address: textOf(address) ?? '?',
    name: textOf(name),
    version: textOf(version),
    instance: textOf(instance),
    status: textOf(status) ?? 'unknown',
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, TEXT_CHARS) : null;
}
