/** What an entry says: the very text that its hash covers. */
export interface EntryContent {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

export interface ChainPoint {
  readonly sequence: number;
  /** SHA-256 in lower-case hex. */
  readonly hash: string;
}

export interface ChainLink extends ChainPoint {
  readonly entry: EntryContent | null;
}

export type Flaw =
  | 'missing'
  | 'removed'
  | 'rewritten'
  | 'disordered'
  | 'inserted'
  | 'truncated'
  | 'replaced'
  | 'checkpoint'
  | 'installation';

/** The first place that is not as it was written. */
export class BrokenChain extends Error {
  constructor(
    readonly flaw: Flaw,
    readonly sequence: number,
    readonly facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${flaw} at ${String(sequence)}`);
  }
}

export const CHAIN_START: ChainPoint = { sequence: 0, hash: '0'.repeat(64) };
const MARK = 'pksn-history-v1';
const encoder = new TextEncoder();

/** docs/history.md: SHA-256 over a mark and seven netstrings; the same as libs/history computes. */
export async function entryHash(previous: ChainPoint, entry: EntryContent): Promise<string> {
  const { at, actor, action, subject, detail } = entry;
  const fields = [String(previous.sequence + 1), previous.hash, at, actor, action, subject, detail];
  const text = fields.map((field) => `${String(encoder.encode(field).length)}:${field},`).join('');
  return hex(await crypto.subtle.digest('SHA-256', encoder.encode(MARK + text)));
}

export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Checks a run of links that follow `from`; where it ends. Throws BrokenChain for the first that is wrong. */
export async function walk(from: ChainPoint, links: readonly ChainLink[]): Promise<ChainPoint> {
  // Each hash follows from the one that the link before it says; that this one is right is compared before it counts.
  const computed = await Promise.all(
    links.map(async ({ entry }, i) => (entry === null ? null : entryHash(links[i - 1] ?? from, entry))),
  );
  let reached = from;
  links.forEach(({ sequence, hash, entry }, i) => {
    const expected = reached.sequence + 1;
    if (sequence > expected) throw new BrokenChain('missing', expected);
    if (sequence < expected) throw new BrokenChain('disordered', expected);
    if (entry === null) throw new BrokenChain('removed', expected);
    if (computed[i] !== hash) throw new BrokenChain('rewritten', expected);
    reached = { sequence, hash };
  });
  return reached;
}
