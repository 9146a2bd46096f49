import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointAnswer, EndpointResult } from '@pksn/endpoint-client';

/** `red     Trojan.Example  acme/core@7  what was asked` */
export function resultLine(asked: string, result: EndpointResult): string {
  if (isObjectError(result)) return `${'error'.padEnd(7)}  ${asked}  ${result.error.code}: ${result.error.detail}`;
  const names = [result.threat, result.product].filter((name) => name !== null).join(', ');
  return [result.zone.padEnd(7), asked, names, sourceText(result.source)].filter((part) => part !== '').join('  ');
}

function sourceText(source: EndpointAnswer['source']): string {
  if (source.kind === 'feed') return `(${source.feed}@${source.version})`;
  return source.kind === 'override' ? `(override of the ${source.owner})` : '';
}
