import { Fault } from '@pksn/domain';
import { ENDPOINT_LIMITS } from '../limits';

export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * The events of a body of server-sent events, and null for each sign of life between them. A line or event larger than 8 MiB is
 * SERVICE_UNAVAILABLE. (WHATWG HTML 9.2.6; a byte order mark is not expected of this service.)
 */
export async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<StreamEvent | null> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  let size = 0;
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      size += line.length;
      if (line === '') {
        if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n') };
        [event, data, size] = ['', [], 0];
      } else if (line.startsWith('event:')) event = valueOf(line);
      else if (line.startsWith('data:')) data.push(valueOf(line));
    }
    if (size + rest.length > ENDPOINT_LIMITS.eventBytes) {
      throw new Fault('SERVICE_UNAVAILABLE', 'an event of the stream of changes is too large');
    }
    yield null;
  }
}

function valueOf(line: string): string {
  const value = line.slice(line.indexOf(':') + 1);
  return value.startsWith(' ') ? value.slice(1) : value;
}
