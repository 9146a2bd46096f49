import { Fault } from '@pksn/domain';
import type { TrustRoot } from '@pksn/signing';
import { FourEyesSettings, TrustedVendors } from '@pksn/store-postgres';
import { AlertBoard } from '../../apps/admin-api/src/alerts/alert-board';
import { alertSources } from '../../apps/admin-api/src/alerts/alert-sources';
import { FourEyes } from '../../apps/admin-api/src/approvals/four-eyes';
import { TrustDesk } from '../../apps/admin-api/src/feeds/trust-desk';
import type { Installation, WorkerParts } from '../crash/installation';
import type { Hooks, Loose } from '../fuzz/package-draft';
import { seal } from '../fuzz/package-draft';
import { NOW, digest, put } from '../fuzz/sample-content';
import type { TrustChain } from './trust-chain';
import { DAY_MS } from './trust-chain';

export interface PackageSpec {
  readonly version: number;
  /** Without the vendor's name: `core`. */
  readonly feed?: string;
  readonly fullFeed?: string;
  /** Labels of the keys that sign; the package role of the newest root when left out. */
  readonly signers?: readonly string[];
  /** Root updates that travel in it; all of the chain when left out. */
  readonly trust?: readonly TrustRoot[];
  /** Makes the content another one. */
  readonly content?: string;
  readonly hooks?: Hooks;
}

const TESTER = { name: 'test', principal: 'token:0', holder: '0', role: 'administrator', customerId: null };

/** One installation as the scenarios use it: a trust desk, an import worker, and a clock that they set. */
export class TrustSite {
  private readonly desk: TrustDesk;

  constructor(
    private readonly installation: Installation,
    readonly worker: WorkerParts,
  ) {
    const { source } = worker;
    const eyes = new FourEyes(source, new FourEyesSettings(source), []);
    this.desk = new TrustDesk(new TrustedVendors(worker.source), { now: () => installation.now }, eyes);
  }

  set now(ms: number) {
    this.installation.now = ms;
  }

  async trust(root: TrustRoot, fingerprint: string | null = root.fingerprint): Promise<string> {
    const { payloadType, payload, signatures } = root.envelope;
    return codeOf(async () => {
      await this.desk.add({ payloadType, payload, signatures }, fingerprint ?? undefined, TESTER);
      return 'trusted';
    });
  }

  async untrust(vendor: string): Promise<void> {
    await new TrustedVendors(this.worker.source).remove(vendor, 'test');
  }

  /** Uploads and imports; the state at the end, or the code of a rejection. */
  async take(bytes: Buffer, hold = false): Promise<string> {
    const id = await this.installation.upload(this.worker, bytes, hold);
    await this.worker.importer.advance(id);
    const row = await this.worker.ledger.row(id);
    return row?.code ?? row?.state ?? 'lost';
  }

  /** The version that is live. */
  async live(feed: string): Promise<number | null> {
    const [row] = await this.rows(
      `SELECT version::float8 AS version FROM snapshot WHERE feed = $1 AND state = 'active'`,
      [feed],
    );
    return row === undefined ? null : Number(row.version);
  }

  /** The newest root of a vendor that is in force. */
  async rootVersion(vendor: string): Promise<number | null> {
    const [row] = await this.rows('SELECT max(version)::int AS version FROM vendor_root WHERE vendor = $1', [vendor]);
    return row?.version === null || row === undefined ? null : Number(row.version);
  }

  /** What the operator is told of a feed. */
  async alerts(feed: string): Promise<string[]> {
    const board = new AlertBoard(alertSources(this.worker.source), { now: () => Date.now() });
    return (await board.list(null)).filter(({ subject }) => subject === feed).map(({ code }) => code);
  }

  rows(sql: string, values: readonly unknown[]): Promise<Loose[]> {
    return this.worker.source.query(sql, [...values]);
  }
}

async function codeOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

/** A full package of one file. */
export function packageBy(chain: TrustChain, spec: PackageSpec): Buffer {
  const labels = spec.signers ?? chain.packageLabels;
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const trust = spec.trust?.map((root) => root.envelope) ?? chain.updates;
  const key = digest('sha256', `${chain.vendor} ${spec.content ?? String(spec.version)}`);
  return seal(
    {
      vendor: { packageKeys: chain.keys(labels) } as Loose,
      facts: {
        feed: spec.fullFeed ?? `${chain.vendor}/${spec.feed ?? 'core'}`,
        kind: 'full',
        version: spec.version,
        created: iso(NOW),
        freshUntil: iso(NOW + 7 * DAY_MS),
        minReader: 1,
        base: null,
      },
      codec: 'none',
      below: null,
      sections: [{ name: 'file-sha256', chunks: [[put('file-sha256', key, { zone: 'green', threat: null })]] }],
      trust,
      licensing: [],
    },
    spec.hooks,
  );
}
