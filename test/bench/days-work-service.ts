import 'reflect-metadata';
import { Controller, Get, Inject, Module, NotFoundException, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { DataSource, EntitySchema } from 'typeorm';

/*
 * The baseline of P2: what a team writes in a day for the same question. A Nest controller, a TypeORM repository with
 * findOne, one table with the hash as its primary key, plain HTTP, no license. Argument: the database's URL.
 */
interface FileRow {
  readonly sha256: Buffer;
  readonly zone: string;
  readonly popularity: number;
}

const FileEntity = new EntitySchema<FileRow>({
  name: 'bench_file',
  columns: { sha256: { type: 'bytea', primary: true }, zone: { type: 'text' }, popularity: { type: 'int' } },
});

class Files {
  constructor(private readonly source: DataSource) {}

  async find(hash: string): Promise<object> {
    if (!/^[0-9a-fA-F]{64}$/.test(hash)) throw new NotFoundException();
    const row = await this.source.getRepository(FileEntity).findOne({ where: { sha256: Buffer.from(hash, 'hex') } });
    return { object: { type: 'file', sha256: hash }, zone: row?.zone ?? 'grey', popularity: row?.popularity ?? null };
  }
}
// Decorators by call: the rules of this repository keep their syntax to the applications.
Inject(DataSource)(Files, undefined, 0);
Param('hash')(Files.prototype, 'find', 0);
Get(':hash')(Files.prototype, 'find', Object.getOwnPropertyDescriptor(Files.prototype, 'find') as PropertyDescriptor);
Controller('v1/files')(Files);

class DaysWork {}

async function main(url: string): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, entities: [FileEntity], extra: { max: 10 } });
  await source.initialize();
  Module({ controllers: [Files], providers: [{ provide: DataSource, useValue: source }] })(DaysWork);
  const app = await NestFactory.create(DaysWork, new FastifyAdapter() as never, { logger: false });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as { address(): AddressInfo };
  process.send?.({ port: server.address().port });
}

void main(process.argv[2] ?? '');
