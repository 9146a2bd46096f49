import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { DiskRoom } from '@pksn/runtime';
import type { PackageDesk } from '../packages/package-desk';
import type { UploadOrder } from './upload-headers';
import type { UploadQuota } from './upload-quota';
import { requireQuota } from './upload-quota';
import type { OpenUpload, UploadShelf } from './upload-shelf';
import type { UploadWriter } from './upload-writer';

export interface UploadCaller {
  /** Who stands behind the call: all tokens and sessions of one person count together. */
  readonly principal: string;
  readonly actor: string;
}

export interface UploadStanding {
  readonly id: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; null: it is whole, and its import has the same id. */
  readonly expiresAt: number | null;
}

export interface OpenUploadView {
  readonly id: string;
  readonly fileName: string;
  /** Bytes that came. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** When it is given up unless more comes. */
  readonly expiresAt: string;
}

export interface UploadPorts {
  readonly shelf: UploadShelf;
  readonly writer: UploadWriter;
  readonly room: Pick<DiskRoom, 'require'>;
  readonly packages: Pick<PackageDesk, 'receive' | 'find' | 'refuse'>;
  readonly clock: Clock;
}

/** Uploads in several goes: what came stays when a connection breaks or the process dies, and the next one goes on. */
export class UploadDesk {
  private readonly writing = new Set<string>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ports: UploadPorts,
    private readonly quota: UploadQuota,
  ) {}

  /**
   * Begins an upload, or finds the open one of the same announced content, whoever began it.
   * Faults: UPLOAD_TOO_LARGE, UPLOAD_LIMIT, DISK_FULL.
   */
  open(order: UploadOrder, caller: UploadCaller): Promise<UploadStanding> {
    const work = this.tail.then(() => this.openAlone(order, caller));
    this.tail = work.catch(() => undefined);
    return work;
  }

  private async openAlone(order: UploadOrder, caller: UploadCaller): Promise<UploadStanding> {
    const { shelf, packages, clock } = this.ports;
    await this.expire();
    const open = await shelf.all();
    const same = open.find(
      ({ ticket }) =>
        order.sha256 !== null &&
        ticket.sha256 === order.sha256 &&
        ticket.sizeBytes === order.sizeBytes &&
        ticket.hold === order.hold,
    );
    if (same !== undefined) return this.standing(same);
    const { fileName, hold, sizeBytes } = order;
    const refuse = (error: unknown): Promise<never> =>
      packages.refuse({ fileName, hold, declaredBytes: sizeBytes, actor: caller.actor }, error);
    await this.admit(order, caller.principal, open).catch(refuse);
    const now = clock.now();
    const ticket = { ...order, ...caller, id: randomUUID(), createdAt: now };
    await shelf.put(ticket);
    return this.standing({ ticket, offset: 0, writtenAt: now });
  }

  /** Faults: UPLOAD_TOO_LARGE, UPLOAD_LIMIT, DISK_FULL. */
  private async admit(order: UploadOrder, principal: string, open: readonly OpenUpload[]): Promise<void> {
    requireQuota(order, principal, open, this.quota);
    // What is under way claims its own.
    const idle = open.filter(({ ticket }) => !this.writing.has(ticket.id));
    const promised = idle.reduce((sum, { ticket, offset }) => sum + ticket.sizeBytes - offset, 0);
    await this.ports.room.require(order.sizeBytes + promised);
  }

  /** Those that are not complete, oldest first. */
  async list(): Promise<OpenUploadView[]> {
    const open = (await this.ports.shelf.all()).sort((a, b) => a.ticket.createdAt - b.ticket.createdAt);
    return open.map(({ ticket: { id, fileName, sizeBytes, actor, createdAt }, offset, writtenAt }) => ({
      id,
      fileName,
      offset,
      sizeBytes,
      actor,
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: new Date(writtenAt + this.quota.expiryMs).toISOString(),
    }));
  }

  /** Fault: NOT_FOUND, also when it expired. */
  async find(id: string): Promise<UploadStanding> {
    const found = await this.ports.shelf.find(id);
    if (found !== null) return this.standing(found);
    const { sizeBytes } = await this.ports.packages.find(id, 'upload');
    return { id, offset: sizeBytes, sizeBytes, expiresAt: null };
  }

  /**
   * Takes what comes from `offset` on; with the last byte the upload becomes an import. What came before a fault stays,
   * unless the part has a digest of its own (`checksum`): then it is whole and right, or not there.
   * Faults: NOT_FOUND, UPLOAD_BUSY, UPLOAD_OFFSET, UPLOAD_INCOMPLETE, UPLOAD_TOO_LARGE, UPLOAD_CHECKSUM, DISK_FULL.
   */
  async append(id: string, offset: number, body: Readable, checksum: Buffer | null = null): Promise<UploadStanding> {
    if (this.writing.has(id)) throw new Fault('UPLOAD_BUSY', 'another connection is writing to this upload');
    this.writing.add(id);
    try {
      const found = await this.ports.shelf.find(id);
      const { offset: end } = found ?? (await this.find(id));
      if (offset !== end)
        throw new Fault('UPLOAD_OFFSET', `the upload ends at ${String(end)}, not at ${String(offset)}`, {
          facts: { offset: end },
        });
      if (found === null) return await this.find(id);
      const digest = await this.ports.writer.append(found, body, checksum);
      if (digest !== null) await this.finish(found, digest);
      return await this.find(id);
    } finally {
      this.writing.delete(id);
    }
  }

  private async finish({ ticket }: OpenUpload, sha256: string): Promise<void> {
    const { shelf, packages, clock } = this.ports;
    const { id, sizeBytes, fileName, hold, actor } = ticket;
    if (ticket.sha256 !== null && sha256 !== ticket.sha256) {
      await shelf.remove(id);
      throw new Fault('UPLOAD_CHECKSUM', `what came has the SHA-256 ${sha256}, and ${ticket.sha256} was announced`);
    }
    await packages.receive({ id, sizeBytes, sha256, fileName, hold, actor }, () => shelf.complete(id, clock.now()));
    await shelf.forget(id);
  }

  /** Gives an upload up. Faults: NOT_FOUND, UPLOAD_BUSY. */
  async drop(id: string): Promise<void> {
    if (this.writing.has(id)) throw new Fault('UPLOAD_BUSY', 'another connection is writing to this upload');
    if ((await this.ports.shelf.find(id)) === null) throw new Fault('NOT_FOUND', 'there is no such open upload');
    await this.remove(id);
  }

  /** Removes uploads to which nothing was written for too long; returns how many. */
  async expire(): Promise<number> {
    const now = this.ports.clock.now();
    const old = (await this.ports.shelf.all()).filter(
      ({ ticket, writtenAt }) => !this.writing.has(ticket.id) && writtenAt + this.quota.expiryMs <= now,
    );
    let removed = 0;
    for (const { ticket } of old) {
      // Somebody may have gone on with it while the others were removed.
      if (this.writing.has(ticket.id)) continue;
      await this.remove(ticket.id);
      removed++;
    }
    return removed;
  }

  private async remove(id: string): Promise<void> {
    this.ports.writer.forget(id);
    await this.ports.shelf.remove(id);
  }

  private standing({ ticket: { id, sizeBytes }, offset, writtenAt }: OpenUpload): UploadStanding {
    return { id, offset, sizeBytes, expiresAt: writtenAt + this.quota.expiryMs };
  }
}
