import type { Fault, FaultCode } from '@pksn/domain';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** RFC 9457, with the product's code, and the provider where a person must turn to one. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: FaultCode;
  readonly advice: string;
  readonly provider?: { readonly name: string; readonly contacts: readonly string[] };
  readonly [fact: string]: unknown;
}

/** The body of an error answer. Defects keep their text and facts, which may hold paths, to the log. */
export function problemOf(fault: Fault): Problem {
  const defect = fault.kind === 'defect';
  return {
    ...(defect ? {} : fault.facts),
    type: `urn:private-ksn:fault:${fault.code.toLowerCase().replaceAll('_', '-')}`,
    title: fault.entry.title,
    status: fault.status,
    detail: defect ? fault.entry.title : fault.detail,
    code: fault.code,
    advice: fault.entry.advice,
  };
}
