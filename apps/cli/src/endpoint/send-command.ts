import { basename } from 'node:path';
import { Fault } from '@pksn/domain';
import { fileToConfirm } from '@pksn/endpoint-client';
import type { ConfirmedFile, EndpointClient } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { shownPath } from '../check/file-name';
import { confirmed } from '../console/confirm';
import { bytesText } from '../console/progress-bar';
import type { Session } from '../session';

export interface SendOptions {
  readonly yes?: boolean;
  readonly offset?: number;
  readonly bytes?: number;
}

/** Sends a suspicious file to the provider, when a person has seen which one and what leaves with it. */
export async function send(session: Session, path: string, options: SendOptions): Promise<void> {
  const file = await fileToConfirm(path);
  await withQuery(connectQuery(session.options, true), (client) => sendBy(client, session, file, options));
}

async function sendBy(
  client: EndpointClient,
  session: Session,
  file: ConfirmedFile,
  { yes, offset, bytes }: SendOptions,
): Promise<void> {
  if (client.participation?.contributions !== true)
    throw new Fault('PARTICIPATION_REQUIRED', 'contributions are off here: pksn endpoint participate yes');
  const { sizeBytes, sha256 } = file;
  const part = offset === undefined && bytes === undefined ? null : partOf(sizeBytes, offset ?? 0, bytes);
  const size = `${bytesText(sizeBytes)} (${String(sizeBytes)} bytes)`;
  for (const line of [
    `File:    ${shownPath(Buffer.from(basename(file.path))).text}`,
    `Size:    ${size}`,
    `SHA-256: ${sha256}`,
    ...(part === null ? [] : [`Part:    ${String(part.bytes)} bytes from byte ${String(part.offset)} on`]),
    "What leaves: these bytes with all that is in them, their SHA-256, the license key and this endpoint's random id.",
    'What stays: the name of the file, its folder, its dates, and who you are.',
  ])
    session.output.beforeQuestion(line);
  if (yes !== true && !(await confirmed(session.terminal, 'Send this file to the provider for analysis?', '--yes')))
    throw new Fault('USAGE', 'nothing was sent');
  await client.submitFile(file, part);
  session.output.document({ sent: true, sha256, sizeBytes, part }, () => `Sent. SHA-256 ${sha256}`);
}

function partOf(sizeBytes: number, offset: number, bytes = sizeBytes - offset): { offset: number; bytes: number } {
  if (bytes > 0 && offset + bytes <= sizeBytes) return { offset, bytes };
  throw new Fault('USAGE', `the file has ${String(sizeBytes)} bytes; --offset and --bytes name no part of it`);
}
