import { readFileSync } from 'node:fs';
import type { AppName, Service } from '../../e2e/service';
import { Prng } from '../prng';
import { codeOf, flawOf } from './judgement';
import { Probe } from './probe';
import type { ProbeAnswer } from './probe';
import { rawRequest } from './raw-requests';

const CONNECTIONS = 16;
/** One in so many is spoiled on the wire, and one in so many is a question whose answer is known. */
const RAW_EVERY = 10;
const KNOWN_EVERY = 49;
const PATIENCE_MS = 20_000;
/** Spoiled requests are often not whole, and then wait for more. */
const RAW_PATIENCE_MS = 40;
const SHOWN_CHARS = 1_500;
const PAGE_BYTES = 4_096;

export interface HttpFuzzReport {
  readonly requests: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  /** Resident memory of the process at the end, and after the first tenth. */
  readonly memoryBytes: number;
  readonly earlyMemoryBytes: number;
}

export interface Known {
  readonly request: Buffer;
  isRight(answer: ProbeAnswer): boolean;
}

/** What a campaign is about. */
export interface Target {
  readonly app: AppName;
  /** What no answer and no line of the log may show. */
  readonly secrets: readonly string[];
  /** Asked again and again, in turn: the process has to stay right all the while. At least one. */
  readonly known: readonly Known[];
  /** Whether it may name the data folder. */
  showsFolder(answer: ProbeAnswer): boolean;
  /** One whole request, which follows from the numbers alone. */
  request(random: Prng): Buffer;
}

const NOTHING_KNOWN: Known = { request: Buffer.alloc(0), isRight: () => false };

/** Sends what a target makes of a seed, judges each answer, and looks at the process after all. */
export class HttpCampaign {
  private readonly outcomes = new Map<string, number>();
  private readonly failures: string[] = [];
  private readonly session: { ticket?: Buffer } = {};
  private next = 0;
  private earlyMemoryBytes = 0;

  constructor(
    private readonly service: Service,
    private readonly target: Target,
    private readonly seed: number,
  ) {}

  async run(count: number): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.caller(count)));
    const app = this.service.apps.get(this.target.app);
    if (app?.process.exitCode !== null || app.process.signalCode !== null) this.failures.push('the process has ended');
    const complaint = /^.*(uncaught|unhandled|request failed|Warning:).*$/im.exec(app?.log() ?? '');
    if (complaint !== null) this.failures.push(`the process complains: ${complaint[0].slice(0, SHOWN_CHARS)}`);
    if (this.target.secrets.some((secret) => app?.log().includes(secret))) this.failures.push('its log shows a secret');
  }

  report(): HttpFuzzReport {
    const { next: requests, outcomes, failures, earlyMemoryBytes } = this;
    return { requests, outcomes, failures, earlyMemoryBytes, memoryBytes: this.memoryBytes() };
  }

  private async caller(count: number): Promise<void> {
    let probe: Probe | null = null;
    while (this.next < count && this.failures.length < 100) {
      const round = this.next++;
      if (round === Math.floor(count / 10)) this.earlyMemoryBytes = this.memoryBytes();
      if (probe === null || !probe.isOpen) probe = await this.connection();
      if (probe === null) return;
      probe = await this.round(round, probe);
    }
    probe?.cut();
  }

  private async connection(): Promise<Probe | null> {
    try {
      return await Probe.open(this.service.portOf(this.target.app), this.service.ca, this.session);
    } catch (error) {
      this.failures.push(`no connection: ${String(error)}`);
      return null;
    }
  }

  /** One request, which follows from the seed and its number alone. Returns the connection while it can be used again. */
  private async round(round: number, probe: Probe): Promise<Probe | null> {
    const random = new Prng(this.seed ^ Math.imul(round + 1, 0x9e37_79b1));
    if (round % KNOWN_EVERY === 0) return this.known(round, probe);
    const request = this.target.request(random);
    const isRaw = round % RAW_EVERY === 0;
    const sent = isRaw ? rawRequest(request, random) : request;
    const answer = await probe.ask(sent, isRaw ? RAW_PATIENCE_MS : PATIENCE_MS);
    const flaw = answer === null ? (isRaw ? null : 'no answer') : flawOf(answer, this.secrets(answer));
    if (flaw !== null) this.fail(round, flaw, sent, answer);
    const outcome = answer === null ? 'no answer' : codeOf(answer);
    this.count(`${isRaw ? 'raw: ' : ''}${outcome}`);
    const keeps = !isRaw && answer !== null && !/^connection: close/im.test(answer.head);
    if (!keeps || /event-stream/.test(answer.head)) probe.cut();
    return probe.isOpen ? probe : null;
  }

  /** The process has to stay right all the while. */
  private async known(round: number, probe: Probe): Promise<Probe | null> {
    const { request, isRight } = this.target.known[round % this.target.known.length] ?? NOTHING_KNOWN;
    const answer = await probe.ask(request, PATIENCE_MS);
    if (answer === null || !isRight(answer))
      this.fail(round, 'what is known is not answered as it should', request, answer);
    this.count('known');
    return probe.isOpen ? probe : null;
  }

  private secrets(answer: ProbeAnswer): string[] {
    const folder = this.target.showsFolder(answer) ? [] : [this.service.dataDir];
    return [...this.target.secrets, ...folder, new URL(this.service.database.url).password, process.cwd()];
  }

  private count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  private fail(round: number, flaw: string, sent: Buffer, answer: ProbeAnswer | null): void {
    const shown = (text: string): string => {
      const short = text.replace(/([^])\1{40,}/g, (run, one: string) => `${one}<${String(run.length)} times>`);
      return JSON.stringify(short.slice(0, SHOWN_CHARS));
    };
    const got = answer === null ? 'nothing' : shown(`${answer.head}\r\n\r\n${answer.body}`);
    this.failures.push(`round ${String(round)}: ${flaw}\n  sent ${shown(sent.toString('latin1'))}\n  got ${got}`);
  }

  private memoryBytes(): number {
    const pid = this.service.apps.get(this.target.app)?.process.pid;
    return Number(readFileSync(`/proc/${String(pid)}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  }
}
