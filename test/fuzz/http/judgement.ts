import { FAULT_CATALOG } from '@pksn/domain';
import type { ProbeAnswer } from './probe';

/** What an answer must never show; nothing that the fuzzer sends holds any of it. */
const LEAKS = [
  /\n\s+at /,
  /node_modules|node:internal|\/dist\/|\/apps\/|\/libs\/|\.js:\d+/,
  /\b(SELECT|INSERT|UPDATE|DELETE) .*\b(FROM|INTO|SET)\b/,
  /QueryFailedError|TypeError|RangeError|SyntaxError|ReferenceError|relation "|ECONNREFUSED|postgres(ql)?:\/\//,
];

/** Why the answer must not be, or null. */
export function flawOf(answer: ProbeAnswer, secrets: readonly string[]): string | null {
  const { status, head, body } = answer;
  const whole = `${head}\n${body}`;
  const leak = isFile(answer) ? undefined : LEAKS.find((one) => one.test(whole));
  if (leak !== undefined) return `shows what matches ${String(leak)}`;
  if (secrets.some((secret) => whole.includes(secret))) return 'shows a secret or a path';
  if (status < 400) return status < 300 || status === 304 ? null : 'redirects';
  // Node itself refuses a request without a Host header, with an empty body.
  if (status === 400 && body === '') return null;
  if (body === '') return status >= 500 ? `says ${String(status)} without a word` : null;
  if (!/^content-type: application\/problem\+json/im.test(head)) return 'is an error that is no problem document';
  const problem = parsed(body);
  const { code } = problem ?? {};
  if (typeof code !== 'string' || !Object.hasOwn(FAULT_CATALOG, code)) return 'has no code of the catalog';
  if (problem?.status !== status) return 'says another status than its head';
  // Saying that one is too busy, or not ready, is an answer; a defect is not.
  if (status >= 500 && !(status === 503 && code !== 'INTERNAL')) return `is a ${String(status)} ${code}`;
  return null;
}

/** The console's own scripts and styles name errors as programs do. */
function isFile({ status, head }: ProbeAnswer): boolean {
  return status < 300 && /^content-type: (text\/(javascript|css)|application\/javascript)/im.test(head);
}

export function codeOf(answer: ProbeAnswer): string {
  const code = answer.status < 400 ? undefined : parsed(answer.body)?.code;
  return typeof code === 'string' ? `${String(answer.status)} ${code}` : String(answer.status);
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(body, 'latin1').toString()) as Record<string, unknown>;
  } catch {
    return null;
  }
}
