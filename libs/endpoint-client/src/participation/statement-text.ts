import { hash } from 'node:crypto';
import { isPlainLines, LANGUAGE_TAG, STATEMENT_TEXT_BYTES } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { StatementDigest } from '@pksn/signing';

/** A statement in one language, to be shown as it is. */
export interface StatementText {
  readonly id: number;
  readonly language: string;
  /** Plain text in lines, at most 64 KiB. */
  readonly text: string;
  /** Whether the provider's signed settings file names this text; false where it names none of this id and language. */
  readonly isSigned: boolean;
}

const LONGEST_TAG = 35;

/**
 * Reads the answer of `GET /v1/statements/{language}`. Faults: SERVICE_UNAVAILABLE for what is none; ENDPOINT_STATEMENT for a text that
 * is not the one that the settings file names under its id and language.
 */
export function readStatement(body: unknown, digests: readonly StatementDigest[]): StatementText {
  const { id, language, text } = (body ?? {}) as Partial<StatementText>;
  const isRight =
    typeof id === 'number' &&
    Number.isSafeInteger(id) &&
    typeof language === 'string' &&
    language.length <= LONGEST_TAG &&
    LANGUAGE_TAG.test(language) &&
    typeof text === 'string' &&
    Buffer.byteLength(text) <= STATEMENT_TEXT_BYTES &&
    isPlainLines(text);
  if (!isRight) throw new Fault('SERVICE_UNAVAILABLE', 'the answer is no statement');
  const named = digests
    .find((one) => one.id === String(id))
    ?.languages.find((one) => one.language.toLowerCase() === language.toLowerCase());
  if (named !== undefined && named.sha256 !== hash('sha256', text, 'hex'))
    throw new Fault(
      'ENDPOINT_STATEMENT',
      `statement ${String(id)} is not the text that the provider's settings file names`,
    );
  return { id, language, text, isSigned: named !== undefined };
}
