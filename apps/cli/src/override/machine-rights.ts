import { Fault } from '@pksn/domain';

export interface RightsOptions {
  readonly kinds?: readonly string[];
  readonly zones?: readonly string[];
  readonly maxDays?: number;
  readonly rate?: number;
}

/** What a machine's token may write; nothing of it has a default. Throws USAGE. */
export function rightsOf(isMachine: boolean, { kinds, zones, maxDays, rate }: RightsOptions): object | undefined {
  const given = [kinds, zones, maxDays, rate].filter((one) => one !== undefined).length;
  if (isMachine && given < 4)
    throw new Fault('USAGE', 'an override-writer needs --kinds, --zones, --max-days and --rate');
  if (!isMachine && given > 0)
    throw new Fault('USAGE', 'only an override-writer takes --kinds, --zones, --max-days, --rate');
  return isMachine ? { kinds, zones, maxDays, perMinute: rate } : undefined;
}
