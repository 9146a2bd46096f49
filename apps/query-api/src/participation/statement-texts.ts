import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { StandingStatement, StatementText } from '@pksn/store-postgres';
import { inForceAmong } from '@pksn/store-postgres';

/** Texts of 64 KiB at most each. */
const MOST_KEPT = 64;

export interface StatementPorts {
  /** The statement in force, and those to come, as this process knows them. */
  readonly standing: () => readonly StandingStatement[];
  /** Reads a published text, which never changes. */
  readonly read: (id: number, language: string) => Promise<StatementText>;
  readonly clock: Clock;
}

/** The statement that endpoints are asked for, and its texts. */
export class StatementTexts {
  private readonly kept = new Map<string, StatementText>();

  constructor(private readonly ports: StatementPorts) {}

  /** As /v1/status says it; null: there is none. */
  get announced(): object | null {
    const { standing, clock } = this.ports;
    const now = clock.now();
    const current = inForceAmong(standing(), now);
    const next = standing().find((one) => one.inForceAt > now);
    const coming = next === undefined ? {} : { next: { ...facts(next), from: new Date(next.inForceAt).toISOString() } };
    return current === null ? null : { ...facts(current), ...coming };
  }

  /**
   * The text in the language, or in the one that it is a variant of (en for en-GB). `id` null: the one in force. Fault:
   * STATEMENT_UNKNOWN, naming the languages there are.
   */
  async text(id: number | null, language: string): Promise<StatementText & { readonly id: number }> {
    const { standing, clock } = this.ports;
    const wanted = id ?? inForceAmong(standing(), clock.now())?.id ?? null;
    if (wanted === null) throw new Fault('STATEMENT_UNKNOWN', 'no statement is in force');
    const languages = standing().find((one) => one.id === wanted)?.languages;
    const found = languages === undefined ? language : closest(language, languages);
    if (found === null) {
      const detail = `statement ${String(wanted)} is there in ${(languages ?? []).join(', ')}`;
      throw new Fault('STATEMENT_UNKNOWN', detail, { facts: { languages } });
    }
    return { id: wanted, ...(await this.keptText(wanted, found)) };
  }

  private async keptText(id: number, language: string): Promise<StatementText> {
    const key = `${String(id)} ${language.toLowerCase()}`;
    const before = this.kept.get(key);
    if (before !== undefined) return before;
    const text = await this.ports.read(id, language);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(key, text);
    return text;
  }
}

function facts({ id, languages }: StandingStatement): { id: number; languages: readonly string[] } {
  return { id, languages };
}

function closest(language: string, languages: readonly string[]): string | null {
  const wanted = language.toLowerCase();
  const exact = languages.find((one) => one.toLowerCase() === wanted);
  return exact ?? languages.find((one) => one.toLowerCase() === wanted.split('-')[0]) ?? null;
}
