/**
 * Who keeps a snapshot from going live by itself: a person (`asked`), the policy of its feed, the pin of its feed, a
 * guard, or a snapshot that it builds on and that waits itself (`base`).
 */
export type HoldKind = 'asked' | 'policy' | 'pinned' | 'guard' | 'base';

export interface Hold {
  readonly kind: HoldKind;
  /** For people. */
  readonly reason: string;
  /** When it ends by itself, in milliseconds since 1970; null: a person ends it. */
  readonly activateAt: number | null;
}

export function holdFor(kind: HoldKind, reason: string, activateAt: number | null = null): Hold {
  return { kind, reason, activateAt };
}
