import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  errorCode,
  fileFacts,
  makeDirectory,
  removeDurable,
  renameDurable,
  touchFile,
  writeDurable,
} from '@pksn/runtime';
import type { UploadOrder } from './upload-headers';

const TICKET = '.upload';
const PART = '.part';
const WHOLE = '.rpk';
const ID = /^[0-9a-f-]{36}$/;

/** An upload that was begun and is not an import yet. */
export interface UploadTicket extends UploadOrder {
  /** Its import will have the same. */
  readonly id: string;
  /** Who began it, in all sessions and tokens; of a ticket of the release before: nobody. */
  readonly principal?: string;
  readonly actor: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * Where parts come with digests of their own: the end of the last whole one. What lies behind it in the file, after a
   * crash, is no part of the upload. Left out: all that is in the file counts.
   */
  readonly soundBytes?: number;
}

export interface OpenUpload {
  readonly ticket: UploadTicket;
  readonly offset: number;
  readonly writtenAt: number;
}

/** Open uploads in the spool folder: `ID.upload` says what is to come, `ID.part` is what came. */
export class UploadShelf {
  constructor(private readonly dir: string) {}

  async put(ticket: UploadTicket): Promise<void> {
    await makeDirectory(this.dir);
    await writeDurable(this.path(ticket.id, TICKET), JSON.stringify(ticket));
  }

  async find(id: string): Promise<OpenUpload | null> {
    if (!ID.test(id)) return null;
    const ticket = await this.ticket(id);
    if (ticket === null) return null;
    // A process may have died between the rename of the whole file and the row of its import.
    const facts = (await fileFacts(this.partPath(id))) ?? (await fileFacts(this.path(id, WHOLE)));
    const offset = Math.min(facts?.sizeBytes ?? 0, ticket.soundBytes ?? Infinity);
    return { ticket, offset, writtenAt: Math.max(facts?.writtenAt ?? 0, ticket.createdAt) };
  }

  async all(): Promise<OpenUpload[]> {
    const names = await readdir(this.dir).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    const found: OpenUpload[] = [];
    for (const name of names) {
      const one = name.endsWith(TICKET) ? await this.find(name.slice(0, -TICKET.length)) : null;
      if (one !== null) found.push(one);
    }
    return found;
  }

  partPath(id: string): string {
    return this.path(id, PART);
  }

  /** Where the bytes of an upload are that is complete. */
  async dataPath(id: string): Promise<string> {
    const isOpen = (await fileFacts(this.partPath(id))) !== null;
    return isOpen ? this.partPath(id) : this.path(id, WHOLE);
  }

  /** The whole file takes its place among the packages, as if it had come just now. */
  async complete(id: string, now: number): Promise<void> {
    const whole = this.path(id, WHOLE);
    if ((await fileFacts(this.partPath(id))) === null) return touchFile(whole, now);
    await touchFile(this.partPath(id), now);
    await renameDurable(this.partPath(id), whole);
  }

  /** After its import has a row: the file stays. */
  async forget(id: string): Promise<void> {
    await removeDurable(this.path(id, TICKET));
  }

  async remove(id: string): Promise<void> {
    await removeDurable(this.partPath(id));
    await removeDurable(this.path(id, TICKET));
  }

  private path(id: string, suffix: string): string {
    return join(this.dir, `${id}${suffix}`);
  }

  private async ticket(id: string): Promise<UploadTicket | null> {
    try {
      return JSON.parse(await readFile(this.path(id, TICKET), 'utf8')) as UploadTicket;
    } catch (error) {
      // A damaged one must not stop all others: it is no upload any more.
      if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}
