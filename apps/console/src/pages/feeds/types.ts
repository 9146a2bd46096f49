import type { Zone } from '../../parts/zone-badge';

/** GET /api/v1/feeds. */
export interface FeedView {
  readonly feed: string;
  readonly vendor: string;
  readonly priority: number;
  /** `immediate`, `manual` or `HH:MM ZONE`. */
  readonly activation: string;
  readonly nextActivation: string | null;
  readonly held: number;
  readonly open: boolean;
  readonly pinned: boolean;
  readonly pin: { readonly since: string | null; readonly by: string | null; readonly reason: string | null } | null;
  readonly floorVersion: number;
  readonly version: number | null;
  readonly snapshotId: number | null;
  readonly liveSince: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly coverage: unknown;
  readonly freshUntil: string | null;
  readonly stale: boolean;
}

export interface SnapshotView {
  readonly id: number;
  readonly feed: string;
  readonly version: number;
  readonly kind: 'full' | 'delta';
  readonly state: 'ready' | 'held' | 'active' | 'retained';
  readonly stateHash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly baseId: number | null;
  readonly hold: { readonly kind: string; readonly reason: string | null; readonly activateAt: string | null } | null;
  readonly freshUntil: string | null;
  readonly createdAt: string;
  readonly activatedAt: string | null;
}

export type ObjectKind = 'file' | 'web' | 'ip' | 'certificate' | 'software';

export interface ChangedObject {
  readonly kind: ObjectKind;
  readonly section: string;
  readonly key: string;
  readonly text: string | null;
  readonly from: Zone;
  readonly to: Zone;
  readonly popularity: number | null;
  readonly threat: string | null;
}

export interface Transition {
  readonly kind: ObjectKind;
  readonly from: Zone;
  readonly to: Zone;
  readonly count: number;
  readonly samples: readonly ChangedObject[];
}

interface Threats {
  readonly count: number;
  readonly first: readonly { readonly name: string; readonly records: number }[];
}

export interface Preview {
  readonly against: { readonly snapshotId: number; readonly version: number } | null;
  readonly records: Readonly<Record<'before' | 'after' | 'added' | 'gone' | 'recolored' | 'edited', number>>;
  readonly transitions: readonly Transition[];
  readonly popular: readonly ChangedObject[];
  readonly threats: { readonly new: Threats; readonly gone: Threats; readonly cut: boolean } | null;
}

export interface GuardTrip {
  readonly rule: string;
  readonly text: string;
  readonly count: number;
  readonly samples: readonly {
    readonly section: string;
    readonly key: string;
    readonly text: string | null;
    readonly list: string;
    readonly entry: string;
  }[];
}

/** GET /api/v1/snapshots/ID/preview, and of going back. */
export interface PreviewAnswer {
  readonly snapshot: SnapshotView;
  readonly guard: string | null;
  readonly trips: readonly GuardTrip[];
  readonly preview: Preview | null;
}

export interface RevertPreview extends PreviewAnswer {
  readonly from: number;
  readonly to: number;
}

export interface GenerationView {
  readonly number: number;
  readonly createdAt: string;
  readonly reason: string;
  readonly actor: string;
  readonly snapshots: readonly {
    readonly feed: string;
    readonly version: number;
    readonly snapshotId: number;
    readonly priority: number;
  }[];
  readonly overrides: number;
}

export function recordsOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What is asked anew after any step of a feed. */
export const FEED_KEYS = ['/api/v1/feeds', '/api/v1/snapshots', '/api/v1/generations', '/api/v1/imports'].map(
  (path) => [path],
);
