import type { ServerResponse } from 'node:http';
import { formatScopeMark, SCOPE_HEADER } from '@pksn/contract';
import { reply } from '../http/problem-reply';
import type { DeskAnswer } from '../lookup/lookup-desk';

const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer of the proxy's own: with its mark for a proxy below, or with its age. Returns its bytes. */
export function replyOfDesk(
  response: ServerResponse,
  { text, ageMs, mark }: DeskAnswer,
  more: Record<string, string> = {},
): number {
  const age = ageMs === null ? {} : { age: String(Math.floor(ageMs / 1_000)) };
  const scope = mark === null ? {} : { [SCOPE_HEADER]: formatScopeMark(mark) };
  return reply(response, 200, { 'content-type': JSON_TYPE, ...more, ...scope, ...age }, text);
}
