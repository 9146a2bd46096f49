import type { Zone } from '@pksn/domain';
import type { EndpointAnswer } from '@pksn/endpoint-client';
import type { CheckedFile, CheckState } from './checked-file';
import type { LeftOut } from './left-out';
import { nothingLeftOut } from './left-out';

/** From which zone on a check fails; `unknown` is grey. */
export const FAIL_ON = ['red', 'yellow', 'unknown'] as const;
export type FailOn = (typeof FAIL_ON)[number];

const FAILING: Readonly<Record<FailOn, readonly Zone[]>> = {
  red: ['red'],
  yellow: ['red', 'orange', 'yellow'],
  unknown: ['red', 'orange', 'yellow', 'grey'],
};

export function isFailing(state: CheckState, failOn: FailOn): boolean {
  return (FAILING[failOn] as readonly CheckState[]).includes(state);
}

/** What a check has come to. */
export class CheckTally {
  readonly states: Record<CheckState, number> = {
    red: 0,
    orange: 0,
    yellow: 0,
    grey: 0,
    green: 0,
    unread: 0,
    unanswered: 0,
  };
  readonly leftOut: LeftOut = nothingLeftOut();
  readonly networks: Partial<Record<NonNullable<EndpointAnswer['network']>, number>> = {};
  readonly from: Record<'service' | 'cache' | 'offline', number> = { service: 0, cache: 0, offline: 0 };
  /** Of answers that were given without the service, in milliseconds. */
  oldestMs = 0;
  files = 0;
  /** Of files that were hashed whole. */
  bytes = 0;
  /** The newest database that answered. */
  generation: number | null = null;

  add({ file, state, answer }: CheckedFile): void {
    this.files += 1;
    this.states[state] += 1;
    this.bytes += file.sizeBytes;
    if (answer === null || answer.from === 'nowhere') return;
    this.from[answer.from] += 1;
    if (answer.from === 'offline') this.oldestMs = Math.max(this.oldestMs, answer.ageMs);
    if (answer.network !== null) this.networks[answer.network] = (this.networks[answer.network] ?? 0) + 1;
    const generation = answer.database?.generation ?? null;
    if (generation !== null) this.generation = Math.max(this.generation ?? 0, generation);
  }

  failing(failOn: FailOn): number {
    return FAILING[failOn].reduce((sum, zone) => sum + this.states[zone], 0);
  }

  get answered(): number {
    return this.files - this.states.unread - this.states.unanswered;
  }
}
