import type { Zone } from '@pksn/domain';
import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointAnswer, EndpointResult } from '@pksn/endpoint-client';
import type { HashedFile } from './hash-pool';

/** What became of a file: its zone; or it could not be read; or nobody answered for it. */
export type CheckState = Zone | 'unread' | 'unanswered';

export interface CheckedFile {
  readonly file: HashedFile;
  readonly state: CheckState;
  /** Null where there is none; also for what was answered from nowhere. */
  readonly answer: EndpointAnswer | null;
  /** Why there is no verdict: a code where the service or the endpoint refused it, and words. */
  readonly refused: { readonly code: string | null; readonly detail: string } | null;
}

export function unreadFile(file: HashedFile): CheckedFile {
  return { file, state: 'unread', answer: null, refused: { code: null, detail: file.flaw ?? 'it cannot be read' } };
}

export function answeredFile(file: HashedFile, result: EndpointResult): CheckedFile {
  if (isObjectError(result)) return { file, state: 'unanswered', answer: null, refused: result.error };
  if (result.from !== 'nowhere') return { file, state: result.zone, answer: result, refused: null };
  const refused = { code: null, detail: 'the service could not be asked' };
  return { file, state: 'unanswered', answer: null, refused };
}
