import { Fault } from '@pksn/domain';
import type { EndpointClient, ServiceStanding } from '@pksn/endpoint-client';
import { monotonicMs, productVersion } from '@pksn/runtime';
import { connectQuery, withQuery } from '../connection/connect';
import { NetworkMessages } from '../query/network-messages';
import { patientLookup } from '../query/patient-lookup';
import type { Session } from '../session';
import { contributeFiles } from './contribute-files';
import { fileDocument, fileLine } from './check-lines';
import { outcomeOf } from './check-outcome';
import type { Stop } from './check-outcome';
import { progressLine } from './check-progress';
import { isComplete, summaryDocument, summaryLines } from './check-summary';
import { CheckTally, isFailing } from './check-tally';
import type { FailOn } from './check-tally';
import type { CheckedFile } from './checked-file';
import { exclusionOf } from './exclusions';
import { FileQuestions } from './file-questions';
import { HashPool } from './hash-pool';
import { SarifFile } from './sarif-file';
import { SarifLog } from './sarif-log';
import { TreeWalk } from './tree-walk';

const REDRAW_MS = 100;

export interface CheckOptions {
  readonly recursive?: boolean;
  readonly all?: boolean;
  readonly exclude?: readonly string[];
  /** False with --no-hidden. */
  readonly hidden: boolean;
  readonly oneFileSystem?: boolean;
  readonly failOn: FailOn;
  readonly sarif?: string;
  readonly threads?: number;
}

/** Hashes files and asks about them; one that is refused stops no other. */
export async function check(session: Session, paths: string[], options: CheckOptions): Promise<number> {
  const exclusion = exclusionOf(options.exclude ?? [], !options.hidden);
  const log = new SarifLog(productVersion(), process.cwd(), options.failOn);
  return withQuery(connectQuery(session.options, true), async (client) => {
    const sarif = options.sarif === undefined ? null : await SarifFile.create(options.sarif, log);
    try {
      const left = (path: string, name: string): boolean => name === sarif?.temporaryName || exclusion(path, name);
      return await new FileCheck(session, client, { ...options, exclusion: left }, sarif).run(paths);
    } finally {
      await sarif?.discard();
    }
  });
}

type RunOptions = CheckOptions & { readonly exclusion: (path: string, name: string) => boolean };

/** One run of the command. */
class FileCheck {
  private readonly tally = new CheckTally();
  private readonly pool: HashPool;
  private readonly messages: NetworkMessages;
  private readonly startedMs = monotonicMs();
  private readonly interrupted = new AbortController();
  private stop: Stop | null = null;
  private readonly gaveUp = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly client: EndpointClient,
    private readonly options: RunOptions,
    private readonly sarif: SarifFile | null,
  ) {
    this.pool = new HashPool(options.threads);
    this.messages = new NetworkMessages(session, client);
  }

  async run(paths: readonly string[]): Promise<number> {
    const { terminal, progress } = this.session;
    const leaveInterrupt = terminal.onInterrupt?.(() => this.end('interrupted', 'ended by Ctrl-C'));
    // To the end of the process: what it still says is read no more than what came before.
    terminal.onReaderGone?.(() => this.end('unread', 'nobody reads the output'));
    const drawing = terminal.watched ? setInterval(() => this.draw(), REDRAW_MS) : undefined;
    const questions = this.questions();
    try {
      for await (const files of questions.answers(this.pool.run(this.walk().files(paths)))) await this.report(files);
    } finally {
      clearInterval(drawing);
      leaveInterrupt?.();
      progress.clear();
      await this.pool.stop();
    }
    return this.told(questions.fault);
  }

  private end(stop: Stop, why: string): void {
    this.stop ??= stop;
    this.interrupted.abort(new Fault('ENDPOINT_DEADLINE', why));
    void this.pool.stop();
  }

  private walk(): TreeWalk {
    const { recursive = false, oneFileSystem = false, exclusion } = this.options;
    const signal = AbortSignal.any([this.interrupted.signal, this.gaveUp.signal]);
    return new TreeWalk({ recursive, oneFileSystem, exclusion, signal }, this.tally.leftOut);
  }

  private questions(): FileQuestions {
    const lookupMany: EndpointClient['lookupMany'] = async (objects, patience) => {
      const results = await this.client.lookupMany(objects, patience);
      this.messages.saw(results);
      return results;
    };
    return new FileQuestions(
      { lookupMany: patientLookup(lookupMany) },
      () => this.gaveUp.abort(),
      this.interrupted.signal,
    );
  }

  private async report(files: readonly CheckedFile[]): Promise<void> {
    const { output, progress } = this.session;
    const shown = files.filter((one) => this.isShown(one));
    if (shown.length > 0) progress.clear();
    for (const one of files) this.tally.add(one);
    contributeFiles(this.client, files);
    for (const one of shown) output.item(output.json ? fileDocument(one) : null, () => fileLine(one));
    await this.sarif?.add(files);
  }

  private isShown({ state }: CheckedFile): boolean {
    if (this.session.output.json || this.options.all === true) return true;
    return (state !== 'green' && state !== 'grey') || isFailing(state, this.options.failOn);
  }

  private async told(fault: Fault | null): Promise<number> {
    const { output } = this.session;
    const { tally } = this;
    this.messages.end();
    const course = {
      failOn: this.options.failOn,
      stop: this.stop,
      isGivenUp: this.gaveUp.signal.aborted,
      fault,
    };
    const { exitCode, refusal } = outcomeOf(tally, course);
    const end = {
      ...course,
      isInterrupted: this.stop !== null,
      ms: monotonicMs() - this.startedMs,
      standing: this.standing(),
    };
    output.document(summaryDocument(tally, end), () => summaryLines(tally, end));
    await this.sarif?.finish({ exitCode, isComplete: isComplete(tally, end) });
    if (refusal !== null) throw refusal;
    return exitCode;
  }

  private standing(): ServiceStanding | null {
    const { standing, status } = this.client;
    return status === null && standing.status === 'enabled' ? null : standing;
  }

  private draw(): void {
    this.session.progress.tell(progressLine(this.tally, this.pool.readBytes, monotonicMs() - this.startedMs));
  }
}
