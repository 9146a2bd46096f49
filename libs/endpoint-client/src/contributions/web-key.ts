import { hash } from 'node:crypto';

/** SHA-256 of a web expression, such as an answer's `matched`: what is reported in place of a URL or domain. */
export function webKey(expression: string): string {
  return hash('sha256', expression, 'hex');
}
