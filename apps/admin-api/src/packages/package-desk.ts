import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { Doorbell } from '@pksn/ingest';
import type { Logger } from '@pksn/runtime';
import type { PackageImportRow, PostgresImportLedger, ReceivedFile } from '@pksn/store-postgres';
import type { UploadSpool } from './package-spool';

export interface Upload {
  readonly body: Readable;
  readonly declaredBytes: number | null;
  readonly fileName: string;
  readonly hold: boolean;
  readonly actor: string;
}

/** Takes packages in: file, then row, then doorbell. The upload is acknowledged when the row is there. */
export class PackageDesk {
  constructor(
    private readonly spool: UploadSpool,
    private readonly ledger: PostgresImportLedger,
    private readonly doorbell: Doorbell,
    private readonly log: Logger,
  ) {}

  async take(upload: Upload): Promise<PackageImportRow> {
    const { fileName, hold, actor } = upload;
    const file = await this.spool
      .take(upload.body, upload.declaredBytes)
      .catch((error: unknown) => this.refuse(upload, error));
    await this.ledger.receive({ ...file, fileName, hold, actor });
    await this.ring(file.id);
    return this.show(file.id);
  }

  /** What does not fit is kept as a record; a connection that broke is not: the same file comes again. */
  async refuse({ fileName, hold, actor, declaredBytes }: Omit<Upload, 'body'>, error: unknown): Promise<never> {
    const fault = Fault.from(error);
    if (fault.kind !== 'too-large' && fault.kind !== 'exhausted') throw error;
    const id = randomUUID();
    const { code, detail } = fault;
    await this.ledger
      .refuse({ id, fileName, sizeBytes: declaredBytes ?? 0, hold, actor }, { code, detail })
      .catch((failure: unknown) => this.log.warn({ error: failure }, 'a refused upload was not recorded'));
    throw new Fault(code, detail, { cause: error, facts: { ...fault.facts, import: id } });
  }

  /** The same for a file that came in several goes: `place` puts it into the spool. A second call changes nothing. */
  async receive(file: ReceivedFile, place: () => Promise<void>): Promise<void> {
    // Asked first: the file must not be left in its place without a row, which would make it rubbish.
    if ((await this.ledger.row(file.id)) !== null) return;
    await place();
    await this.ledger.receive(file);
    await this.ring(file.id);
  }

  private async ring(id: string): Promise<void> {
    // The worker looks at unfinished rows by itself, too: a doorbell that cannot ring delays, and loses nothing.
    await this.doorbell.ring(id).catch((error: unknown) => {
      this.log.warn({ error }, 'the doorbell did not ring; the worker will find the import by itself');
    });
  }

  show(id: string): Promise<PackageImportRow> {
    return this.find(id, 'import');
  }

  /** Fault: NOT_FOUND, in the words of whoever asks. */
  async find(id: string, what: 'import' | 'upload'): Promise<PackageImportRow> {
    const row = await this.ledger.row(id);
    if (row === null) throw new Fault('NOT_FOUND', `there is no ${what} ${id}`);
    return row;
  }
}
