import type { EndpointResult } from '@pksn/endpoint-client';
import type { InputLine } from './input-lines';

/** A line of input, and what came of it. */
export interface AnsweredLine extends InputLine {
  readonly result: EndpointResult;
}
