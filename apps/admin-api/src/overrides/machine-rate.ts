import { Fault } from '@pksn/domain';

const MINUTE_MS = 60_000;

interface Allowance {
  tokens: number;
  at: number;
}

/**
 * How fast each machine sets overrides: so many a minute, all of them at once if need be. Counted by this process;
 * tokens are few, so there is an entry for each that was ever used.
 */
export class MachineRate {
  private readonly allowances = new Map<string, Allowance>();

  /** Fault: OVERRIDE_RATE, with the seconds to wait. */
  take(tokenId: string, perMinute: number, now: number): void {
    const before = this.allowances.get(tokenId) ?? { tokens: perMinute, at: now };
    const gained = (Math.max(0, now - before.at) * perMinute) / MINUTE_MS;
    const tokens = Math.min(perMinute, before.tokens + gained);
    this.allowances.set(tokenId, { tokens: tokens < 1 ? tokens : tokens - 1, at: Math.max(now, before.at) });
    if (tokens >= 1) return;
    const retryAfterSeconds = Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000);
    const detail = `this machine may set ${String(perMinute)} overrides a minute, the next in ${String(retryAfterSeconds)} s`;
    throw new Fault('OVERRIDE_RATE', detail, { facts: { retryAfterSeconds } });
  }
}
