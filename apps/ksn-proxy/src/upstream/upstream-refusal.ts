import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { UpstreamAnswer } from './upstream';

/** Headers of an answer that mean the same behind a proxy. */
const PASSED = [
  'content-type',
  'content-language',
  'cache-control',
  'vary',
  'etag',
  'retry-after',
  'www-authenticate',
  'pksn-scope',
  'age',
] as const;

const SAID_CHARS = 300;

export function passedHeaders({ headers }: Pick<UpstreamAnswer, 'headers'>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of PASSED) {
    const value = headers[name];
    if (typeof value === 'string') passed[name] = value;
  }
  return passed;
}

/** The service's own refusal, to be handed on as it came. */
export class UpstreamRefusal extends Fault {
  private constructor(
    code: FaultCode,
    readonly answer: UpstreamAnswer,
    /** Whether it is a problem document of the contract; anything else comes from no service. */
    readonly isWorded: boolean,
  ) {
    super(code, `the service answered ${String(answer.status)}`);
  }

  static of(answer: UpstreamAnswer): UpstreamRefusal {
    const code = codeIn(answer);
    return new UpstreamRefusal(code ?? 'SERVICE_UNAVAILABLE', answer, code !== null);
  }

  /** The service's own words, for who runs the proxy. */
  get said(): string {
    const detail = this.isWorded ? (JSON.parse(this.answer.body.toString()) as { detail?: unknown }).detail : null;
    return typeof detail === 'string' ? detail.replaceAll(/\p{C}/gu, '').slice(0, SAID_CHARS) : this.detail;
  }

  /** Whether it is the key that is refused, not what was asked. */
  get isOfKey(): boolean {
    return /^(?:LICENSE|INTEGRATION_TOKEN)_/.test(this.code) && this.code !== 'LICENSE_RATE';
  }
}

function codeIn({ body }: UpstreamAnswer): FaultCode | null {
  try {
    const { code } = JSON.parse(body.toString()) as { code?: unknown };
    return typeof code === 'string' && Object.hasOwn(FAULT_CATALOG, code) ? (code as FaultCode) : null;
  } catch {
    return null;
  }
}
