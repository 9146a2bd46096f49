import type { Fault, FaultCode } from '@pksn/domain';
import { FAULT_CATALOG, FAULT_KINDS } from '@pksn/domain';
import type { SubmissionResult } from '../admin/answers';
import { counted } from '../console/counted';

export function refusal({ code, detail, entry }: Fault): SubmissionResult {
  return {
    ok: false,
    code,
    detail,
    advice: code === 'USAGE' ? 'Check the path and submit this file again.' : entry.advice,
  };
}

/** One line for a file that was taken, and one for each note; a refusal has one for each of its facts. */
export function resultLines(path: string, result: SubmissionResult): string[] {
  if (!result.ok) {
    const facts = [result.detail, result.advice].filter((one) => one !== undefined && one !== '');
    return [`${path}: ${result.code ?? 'refused'}`, ...facts.map((one) => `  ${one ?? ''}`)];
  }
  const customer = typeof result.customer === 'string' ? result.customer : (result.customer?.name ?? '');
  const license = `license ${result.licenseId ?? ''}`;
  const what = `key ${result.fingerprint ?? ''} of ${customer} (${license}) is ${stateText(result.state)}`;
  return [`${path}: ${what}`, ...(result.notes ?? []).map((note) => `  ${note}`)];
}

/** The states of the API as people say them. */
export function stateText(state = 'submitted'): string {
  return state === 'unchanged' ? 'unchanged: it was submitted before' : state;
}

export function summary(results: readonly SubmissionResult[]): string {
  const refused = results.filter((one) => !one.ok).length;
  return `${counted(results.length - refused, 'file')} taken, ${counted(refused, 'file')} refused`;
}

export function codeOf({ code }: SubmissionResult): FaultCode {
  return code !== undefined && code in FAULT_CATALOG ? (code as FaultCode) : 'LICENSE_FILE_MALFORMED';
}

export function exitCodeOf(result: SubmissionResult): number {
  return FAULT_KINDS[FAULT_CATALOG[codeOf(result)].kind].exitCode;
}
