import type { DataSource } from 'typeorm';

/** Where a process listens, and the certificate chain in PEM that lies where it is configured. Never a key. */
export interface ListenerReport {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly chain: string | null;
}

export interface ProcessReport {
  readonly process: string;
  /** Which of several it is, such as its machine and port. */
  readonly instance: string;
  readonly version: string;
  /** Its own configuration, as far as it can be changed for the whole installation. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly listener: ListenerReport | null;
}

export interface SeenProcess extends ProcessReport {
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** Whether it has said so a short time ago. */
  readonly isRunning: boolean;
}

/** What processes say of themselves, so that administrators see it in one place. */
export class ProcessReports {
  constructor(private readonly source: DataSource) {}

  /** `isStart`: the process has just started. Forgets those that were not seen for a day. */
  async note(report: ProcessReport, isStart: boolean): Promise<void> {
    const { process, instance, version, settings, listener } = report;
    await this.source.query(
      `INSERT INTO process_report (process, instance, version, started_at, seen_at, settings, listener)
       VALUES ($1, $2, $3, now(), now(), $4, $5)
       ON CONFLICT (process, instance) DO UPDATE SET version = excluded.version, seen_at = excluded.seen_at,
         settings = excluded.settings, listener = excluded.listener,
         started_at = CASE WHEN $6 THEN excluded.started_at ELSE process_report.started_at END`,
      [
        process,
        instance,
        version,
        JSON.stringify(settings),
        listener === null ? null : JSON.stringify(listener),
        isStart,
      ],
    );
    await this.source.query(`DELETE FROM process_report WHERE seen_at < now() - interval '1 day'`);
  }

  list(): Promise<SeenProcess[]> {
    return this.source.query(
      `SELECT process, instance, version, settings, listener, started_at AS "startedAt", seen_at AS "seenAt",
         seen_at > now() - interval '2 minutes' AS "isRunning"
       FROM process_report ORDER BY process, instance`,
    );
  }
}
