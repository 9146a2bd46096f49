import { Fault } from '@pksn/domain';

const EVENT_LIMIT_CHARS = 1024 * 1024;

export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Server-sent events from the pieces of a body. Fault: SERVICE_UNAVAILABLE for an event without end. */
export async function* serverEvents(pieces: AsyncIterable<Buffer>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const found = eventOf(text.slice(0, end).split('\n'));
      text = text.slice(end + 2);
      if (found !== null) yield found;
    }
    if (text.length > EVENT_LIMIT_CHARS) throw new Fault('SERVICE_UNAVAILABLE', 'an event is too large');
  }
}

/** Null: a heartbeat, or nothing but a hint. */
function eventOf(lines: readonly string[]): ServerEvent | null {
  const field = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const data = field('data');
  return data === '' ? null : { id: field('id'), event: field('event'), data };
}
