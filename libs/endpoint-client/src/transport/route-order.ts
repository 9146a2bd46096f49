const AVOIDED_MS = 30_000;

/** The addresses in the order to try; one that did not answer comes last for half a minute. */
export class RouteOrder {
  private readonly avoidedUntil = new Map<string, number>();

  /** `origins` are `https://HOST:PORT`, at least one, the preferred first. */
  constructor(readonly origins: readonly string[]) {}

  /** The address to ask at `now` (milliseconds). */
  best(now: number): string {
    const until = (origin: string): number => this.avoidedUntil.get(origin) ?? 0;
    const free = this.origins.find((origin) => until(origin) <= now);
    return free ?? [...this.origins].sort((a, b) => until(a) - until(b))[0] ?? '';
  }

  failed(origin: string, now: number): void {
    this.avoidedUntil.set(origin, now + AVOIDED_MS);
  }

  answered(origin: string): void {
    this.avoidedUntil.delete(origin);
  }

  /** Whether there is an address that was not found silent lately. */
  hasAnother(now: number): boolean {
    return this.origins.some((origin) => (this.avoidedUntil.get(origin) ?? 0) <= now);
  }
}
