import type { HttpsClient } from '../connection/https-client';
import type { ObjectQuery } from '../object-argument';

/** Objects of one request: the limit of POST /v1/lookup. */
export const BULK_OBJECTS = 1_000;

export interface ReputationAnswer {
  readonly object: Readonly<Record<string, unknown>>;
  readonly zone: string;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: string | null;
  readonly source: {
    readonly kind: string;
    readonly feed?: string;
    readonly version?: number;
    readonly owner?: string;
  };
  readonly matched?: string | null;
}

export type LookupResult = ReputationAnswer | { readonly error: { readonly code: string; readonly detail: string } };

export interface LookupAnswer {
  readonly generation: number;
  readonly stale: boolean;
  readonly results: readonly LookupResult[];
}

/** Asks about at most BULK_OBJECTS objects. */
export async function lookupBulk(client: HttpsClient, objects: readonly ObjectQuery[]): Promise<LookupAnswer> {
  return (await client.sendJson('POST', '/v1/lookup', { objects })) as LookupAnswer;
}

export function isError(result: LookupResult): result is Extract<LookupResult, { error: unknown }> {
  return 'error' in result;
}

/** `red     Trojan.Example  acme/core@7  what was asked` */
export function resultLine(asked: string, result: LookupResult): string {
  if (isError(result)) return `${'error'.padEnd(8)}${asked}  ${result.error.code}: ${result.error.detail}`;
  const names = [result.threat, result.product].filter((name) => name !== null).join(', ');
  return [result.zone.padEnd(7), asked, names, sourceText(result.source)].filter((part) => part !== '').join('  ');
}

function sourceText(source: ReputationAnswer['source']): string {
  if (source.kind === 'feed') return `(${source.feed ?? ''}@${source.version ?? ''})`;
  return source.kind === 'override' ? `(override of the ${source.owner ?? 'provider'})` : '';
}
