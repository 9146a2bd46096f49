import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { FollowedConfig, Logger } from '@pksn/runtime';
import { monotonicMs, onlyCertificates, productVersion } from '@pksn/runtime';
import type { DataSource } from 'typeorm';
import { InstallationSettings } from './installation-settings';
import { ProcessReports } from './process-reports';
import type { ListenerReport } from './process-reports';

const LOOK_EVERY_MS = 2_000;
const REPORT_EVERY_MS = 30_000;

/** Where a process listens, and the files of its certificate and key. */
export type Listening = Omit<ListenerReport, 'chain'>;

/**
 * Keeps a process going by what is set for the installation, and says in the database how the process itself is configured. While
 * the database is away the last that was known holds; before it is first there, the process' own configuration.
 */
export class SettingsWatch {
  private readonly settings: InstallationSettings;
  private readonly reports: ProcessReports;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private reportedAt: number | null = null;
  private complained = false;

  constructor(
    source: DataSource,
    private readonly followed: Pick<FollowedConfig<object>, 'process' | 'own' | 'follow'>,
    private readonly log: Logger,
    private readonly listening: Listening | null = null,
  ) {
    this.settings = new InstallationSettings(source);
    this.reports = new ProcessReports(source);
  }

  /** Resolves when what is set now was taken over, or could not be asked for. */
  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
  }

  /** Takes over what is set now, after the look that is under way. Never fails. */
  look(): Promise<void> {
    return (this.running = this.running.then(() => this.round()));
  }

  private async round(): Promise<void> {
    try {
      this.followed.follow(await this.settings.values());
      await this.report();
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ error }, 'the settings of the installation were not read; trying again');
      this.complained = true;
    }
  }

  private async report(): Promise<void> {
    if (this.reportedAt !== null && monotonicMs() - this.reportedAt < REPORT_EVERY_MS) return;
    const { process: name, own } = this.followed;
    const place = this.listening === null ? String(process.pid) : String(this.listening.port);
    const report = { process: name, instance: `${hostname()}:${place}`, version: productVersion(), settings: own };
    const listener =
      this.listening === null ? null : { ...this.listening, chain: await chainOf(this.listening.certFile) };
    await this.reports.note({ ...report, listener }, this.reportedAt === null);
    this.reportedAt = monotonicMs();
  }
}

/** A key that lies in the same file stays there. */
function chainOf(certFile: string): Promise<string | null> {
  return readFile(certFile, 'utf8').then(onlyCertificates, () => null);
}
