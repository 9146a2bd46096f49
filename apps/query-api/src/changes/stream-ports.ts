import type { Clock, Logger } from '@pksn/runtime';
import type { CurrentGeneration } from '../generation/current-generation';
import type { LicenseGate } from '../license/license-gate';
import type { PageCache } from './page-cache';

/** What streams of changes stand on. */
export interface StreamPorts {
  readonly generations: CurrentGeneration;
  readonly license: Pick<LicenseGate, 'renewed'>;
  readonly pages: Pick<PageCache, 'page'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}
