import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';

interface ProblemText {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly title?: unknown;
  readonly provider?: unknown;
  readonly type?: unknown;
  readonly advice?: unknown;
  readonly status?: unknown;
  /** Only the header names a pause. */
  readonly retryAfterSeconds?: unknown;
}

const LONGEST_TEXT = 4_000;

/**
 * Makes the Fault again that a service answered with (RFC 9457). Its facts have the HTTP `status`, `provider` where a person
 * must turn to one, and `retryAfterSeconds` where the service named a pause.
 */
export function faultOfAnswer(status: number, body: unknown, retryAfter: number | null = null): Fault {
  const problem: ProblemText = typeof body === 'object' && body !== null ? body : {};
  const {
    code,
    detail,
    title,
    provider,
    type: _type,
    advice: _advice,
    status: _status,
    retryAfterSeconds: _pause,
    ...more
  } = problem;
  const pause = retryAfter === null ? {} : { retryAfterSeconds: retryAfter };
  const facts = { ...more, status, ...(provider === undefined ? {} : { provider }), ...pause };
  const text =
    typeof detail === 'string' ? detail : typeof title === 'string' ? title : `the service answered ${status}`;
  if (typeof code === 'string' && Object.hasOwn(FAULT_CATALOG, code)) {
    return new Fault(code as FaultCode, oneLine(withContacts(text, provider)), { facts });
  }
  return new Fault(status >= 500 ? 'SERVICE_UNAVAILABLE' : 'REQUEST_MALFORMED', oneLine(text), { facts });
}

/** What a service words is printed and logged: one line without control characters. */
function oneLine(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/\p{Cc}/gu, ' ');
}

/** Whoever must submit a key needs to know to whom. */
function withContacts(text: string, provider: unknown): string {
  if (typeof provider !== 'object' || provider === null) return text;
  const { name, contacts } = provider as { name?: unknown; contacts?: unknown };
  const listed: readonly unknown[] = Array.isArray(contacts) ? contacts : [contacts];
  const known = [name, ...listed].map(contactText).filter((one) => one !== '');
  return known.length === 0 ? text : `${text} (provider: ${known.join(', ')})`;
}

function contactText(one: unknown): string {
  if (typeof one === 'string') return one;
  return typeof one === 'object' && one !== null
    ? Object.values(one)
        .filter((part) => typeof part === 'string')
        .join(' ')
    : '';
}
