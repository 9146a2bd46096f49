/** RFC 9457, as every listener of the product answers errors. */
export interface Problem {
  readonly status?: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly advice?: string;
  readonly [fact: string]: unknown;
}

/** Codes of our own, for what never came to the service. */
export const UNREACHABLE = 'UNREACHABLE';

/** What the service refused, or that it could not be reached (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;

  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `status ${String(status)}`);
    this.code = problem.code ?? (status === 0 ? UNREACHABLE : 'INTERNAL');
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.advice = problem.advice ?? '';
  }
}
