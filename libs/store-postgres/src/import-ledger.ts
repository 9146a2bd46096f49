import type { FaultCode } from '@pksn/domain';
import type { Hold, ImportLedger, ImportLock, ImportState, PackageImport, VerifiedPackage } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { In, Not } from 'typeorm';
import { recordAudit } from './audit-log';
import { PackageImportRow } from './entities';
import { closeAsHeld, holdSnapshot } from './holds';
import { likePattern } from './like-pattern';
import { withSessionLock } from './session-lock';

/** A file that is wholly on disk and asks to be imported. */
export interface ReceivedFile {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly hold: boolean;
  readonly actor: string;
}

/** Where an import stands in the list of all: two may come in one microsecond. */
export interface ImportPlace {
  /** Since 1970, decimal. */
  readonly microseconds: string;
  readonly id: string;
}

export interface ImportPage {
  readonly limit: number;
  readonly after: ImportPlace | null;
  /** Received before that; null: at any time. */
  readonly before: Date | null;
  /** Null: of any. */
  readonly state: ImportState | null;
  readonly feed?: string | null;
  /** In the name of the file. */
  readonly search?: string | null;
  /** Oldest first. */
  readonly isRising?: boolean;
}

export interface PlacedImport {
  readonly row: PackageImportRow;
  readonly place: ImportPlace;
}

const END_STATES: readonly ImportState[] = ['active', 'held', 'rejected', 'unchanged'];

/** Import rows. Each method is one statement or one transaction; locks are held by PostgreSQL sessions. */
export class PostgresImportLedger implements ImportLedger {
  constructor(private readonly source: DataSource) {}

  receive(file: ReceivedFile): Promise<void> {
    return this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO package_import (id, file_name, size_bytes, sha256, hold, actor, state) VALUES ($1, $2, $3, $4, $5, $6, 'received')`,
        [file.id, file.fileName, file.sizeBytes, file.sha256, file.hold, file.actor],
      );
      await recordAudit(manager, {
        actor: file.actor,
        action: 'package.received',
        subject: file.id,
        detail: { fileName: file.fileName, sizeBytes: file.sizeBytes, sha256: file.sha256 },
      });
    });
  }

  /** A package that was refused before it was wholly here is kept as a record, too. */
  refuse(file: Omit<ReceivedFile, 'sha256'>, why: { code: FaultCode; detail: string }): Promise<void> {
    const { id, fileName, sizeBytes, hold, actor } = file;
    return this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO package_import (id, file_name, size_bytes, sha256, hold, actor, state, code, detail)
         VALUES ($1, $2, $3, '', $4, $5, 'rejected', $6, $7)`,
        [id, fileName, sizeBytes, hold, actor, why.code, why.detail],
      );
      await recordAudit(manager, { actor, action: 'package.rejected', subject: id, detail: { fileName, ...why } });
    });
  }

  async find(id: string): Promise<PackageImport | null> {
    const row = await this.row(id);
    return row === null ? null : packageImport(row);
  }

  row(id: string): Promise<PackageImportRow | null> {
    return this.source.getRepository(PackageImportRow).findOneBy({ id });
  }

  /** Those of these that there are. */
  rows(ids: readonly string[]): Promise<PackageImportRow[]> {
    return this.source.getRepository(PackageImportRow).findBy({ id: In([...ids]) });
  }

  /** In the order of their coming, from behind a place on. */
  async page({
    limit,
    after,
    before,
    state,
    feed = null,
    search = null,
    isRising = false,
  }: ImportPage): Promise<PlacedImport[]> {
    const beyond = isRising ? '>' : '<';
    const query = this.source
      .getRepository(PackageImportRow)
      .createQueryBuilder('i')
      .addSelect(`(extract(epoch FROM i.created_at) * 1000000)::int8::text`, 'microseconds')
      .orderBy({ 'i.createdAt': isRising ? 'ASC' : 'DESC', 'i.id': 'ASC' })
      .limit(limit);
    if (state !== null) query.andWhere('i.state = :state', { state });
    if (feed !== null) query.andWhere('i.feed = :feed', { feed });
    if (search !== null) query.andWhere('i.file_name ILIKE :pattern', { pattern: likePattern(search, 'anywhere') });
    if (before !== null) query.andWhere('i.created_at < :before', { before });
    if (after !== null)
      query.andWhere(
        `i.created_at ${beyond}= to_timestamp(:at::numeric / 1000000) AND (i.created_at ${beyond} to_timestamp(:at::numeric / 1000000) OR i.id > :id)`,
        { at: after.microseconds, id: after.id },
      );
    const { entities, raw } = await query.getRawAndEntities<{ microseconds: string }>();
    return entities.map((row, n) => ({
      row,
      place: { microseconds: raw[n]?.microseconds ?? '', id: row.id },
    }));
  }

  async unfinished(): Promise<PackageImport[]> {
    const rows = await this.source
      .getRepository(PackageImportRow)
      .find({ where: { state: Not(In([...END_STATES])) }, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map(packageImport);
  }

  /** Which of these ids have a row, and in which state it is; for whoever cleans the spool folder. */
  async states(ids: readonly string[]): Promise<ReadonlyMap<string, 'open' | 'ended'>> {
    const rows = (await this.source.query(
      'SELECT id, state = ANY ($2) AS ended FROM package_import WHERE id::text = ANY ($1)',
      [ids, END_STATES],
    )) as { id: string; ended: boolean }[];
    return new Map(rows.map(({ id, ended }) => [id, ended ? 'ended' : 'open']));
  }

  async exclusively(id: string, work: (lock: ImportLock) => Promise<void>): Promise<boolean> {
    const lock = { sql: 'hashtextextended($1, 7305)', parameters: [id] };
    const done = await withSessionLock(this.source, lock, async (holder) => {
      const held = (): Promise<boolean> =>
        holder.query('SELECT 1').then(
          () => true,
          () => false,
        );
      await work({ held });
      return true;
    });
    return done ?? false;
  }

  async begin(id: string): Promise<number> {
    const [rows] = (await this.source.query(
      `UPDATE package_import SET begun = begun + 1, updated_at = now(),
         phase = CASE WHEN state = 'received' THEN 'verifying' ELSE phase END
       WHERE id = $1 RETURNING begun`,
      [id],
    )) as [{ begun: number }[], number];
    return (rows[0]?.begun ?? 1) - 1;
  }

  async survived(id: string): Promise<void> {
    await this.source.query('UPDATE package_import SET begun = 0 WHERE id = $1', [id]);
  }

  async countFailure(id: string): Promise<number> {
    const [rows] = (await this.source.query(
      `UPDATE package_import SET attempts = attempts + 1, updated_at = now() WHERE id = $1 RETURNING attempts`,
      [id],
    )) as [{ attempts: number }[], number];
    return rows[0]?.attempts ?? 0;
  }

  async markVerified(id: string, verified: VerifiedPackage): Promise<void> {
    await this.source.query(
      `UPDATE package_import SET state = 'verified', feed = $2, version = $3, kind = $4, manifest_digest = $5,
         total_records = $6, done_records = 0, phase = 'staging', updated_at = now()
       WHERE id = $1 AND state IN ('received', 'verified')`,
      [id, verified.feed, verified.version, verified.kind, verified.manifestDigest, verified.totalRecords],
    );
  }

  async markReady(id: string): Promise<void> {
    await this.source.query(
      `UPDATE package_import SET state = 'ready', updated_at = now() WHERE id = $1 AND state = 'staged'`,
      [id],
    );
  }

  async progress(id: string, phase: string, doneRecords: number): Promise<void> {
    await this.source.query(
      `UPDATE package_import SET phase = $2, done_records = $3, updated_at = now() WHERE id = $1 AND state = 'verified'`,
      [id, phase, doneRecords],
    );
  }

  close(id: string, state: 'rejected' | 'unchanged', why: { code: FaultCode | null; detail: string }): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [, closed] = (await manager.query(
        `UPDATE package_import SET state = $2, code = $3, detail = $4, phase = NULL, updated_at = now()
         WHERE id = $1 AND NOT (state = ANY ($5))`,
        [id, state, why.code, why.detail, END_STATES],
      )) as [unknown[], number];
      if (closed === 0) return;
      await recordAudit(manager, {
        actor: 'import-worker',
        action: `package.${state}`,
        subject: id,
        detail: { ...why },
      });
    });
  }

  hold(id: string, hold: Hold): Promise<void> {
    return this.source.transaction(async (manager) => {
      if (!(await closeAsHeld(manager, id, hold))) return;
      const { snapshotId } = await manager.getRepository(PackageImportRow).findOneByOrFail({ id });
      if (snapshotId !== null) await holdSnapshot(manager, snapshotId, hold);
      await recordAudit(manager, { actor: 'import-worker', action: 'package.held', subject: id, detail: { ...hold } });
    });
  }
}

function packageImport(row: PackageImportRow): PackageImport {
  return { ...row, state: row.state as ImportState };
}
