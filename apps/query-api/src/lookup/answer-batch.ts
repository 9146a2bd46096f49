import type { ServerResponse } from 'node:http';
import { ANSWER_TYPE } from './answer-text';

const STATUS_OK = 200;

/**
 * Sends the answers that were made in one turn of the event loop one after the other at its end, instead of each as
 * soon as it is made. A write wakes the client's processor if it sleeps, which costs more than the whole lookup; many
 * connections' answers in a row wake it once. Bench row P1: 1.5 times the answers for the same processor time at 64
 * connections; alone, an answer waits for nothing but the rest of its turn.
 */
export class AnswerBatch {
  private responses: ServerResponse[] = [];
  private texts: string[] = [];

  /** Answers 200 with JSON whose UTF-8 bytes stand in `text`, one to a character (latin1). */
  add(response: ServerResponse, text: string): void {
    if (this.responses.length === 0) setImmediate(this.send);
    this.responses.push(response);
    this.texts.push(text);
  }

  private readonly send = (): void => {
    const { responses, texts } = this;
    this.responses = [];
    this.texts = [];
    for (let i = 0; i < responses.length; i++) {
      const text = texts[i] as string;
      const response = responses[i] as ServerResponse;
      response.writeHead(STATUS_OK, { 'content-type': ANSWER_TYPE, 'content-length': text.length });
      response.end(text, 'latin1');
    }
  };
}
