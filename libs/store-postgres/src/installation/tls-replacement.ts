import type { DataSource } from 'typeorm';
import { recordAudit } from '../audit-log';
import type { AuditEntry } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';

/** Replaces certificate files while nobody else does; what `work` returns is written to the audit log, unless it fails. */
export class TlsReplacement {
  constructor(private readonly source: DataSource) {}

  alone(work: () => Promise<AuditEntry>): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.tlsFiles);
      await recordAudit(manager, await work());
    });
  }
}
