import { LANGUAGE_TAG } from './statement-form';

type Schema = Readonly<Record<string, unknown>>;

const LANGUAGE: Schema = { type: 'string', pattern: LANGUAGE_TAG.source, maxLength: 35 };
const STATEMENT_ID: Schema = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

/**
 * Body of `PUT /v1/participation`: an endpoint's answer to a statement. `requests` (lookups, where they need the statement)
 * and `contributions` (statistics, suspicious files) are switches of their own, which follow `accepted` when left out.
 */
export interface ParticipationBody {
  readonly statement: number;
  readonly language: string;
  readonly accepted: boolean;
  readonly requests?: boolean;
  readonly contributions?: boolean;
}

export const PARTICIPATION_BODY_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['statement', 'language', 'accepted'],
  properties: {
    statement: STATEMENT_ID,
    language: LANGUAGE,
    accepted: { type: 'boolean' },
    requests: { type: 'boolean' },
    contributions: { type: 'boolean' },
  },
};

/** How an endpoint stands. Without an accepted statement `statement`, `language` and `since` are null. */
export interface ParticipationState {
  readonly accepted: boolean;
  /** Whether a newer statement has to be accepted before it counts again. */
  readonly outdated: boolean;
  readonly statement: number | null;
  readonly language: string | null;
  readonly requests: boolean;
  readonly contributions: boolean;
  /** ISO 8601, UTC. */
  readonly since: string | null;
}

export const PARTICIPATION_STATE_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['accepted', 'outdated', 'statement', 'language', 'requests', 'contributions', 'since'],
  properties: {
    accepted: { type: 'boolean' },
    outdated: { type: 'boolean' },
    statement: { type: ['integer', 'null'] },
    language: { type: ['string', 'null'] },
    requests: { type: 'boolean' },
    contributions: { type: 'boolean' },
    since: { type: ['string', 'null'] },
  },
};

/** A statement as `GET /v1/statements/{language}` gives it. */
export interface StatementAnswer {
  readonly id: number;
  readonly language: string;
  /** Plain text in lines, at most 64 KiB of UTF-8. */
  readonly text: string;
}

export const STATEMENT_ANSWER_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'language', 'text'],
  properties: { id: STATEMENT_ID, language: { type: 'string' }, text: { type: 'string' } },
};
