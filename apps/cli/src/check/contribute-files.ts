import type { EndpointClient } from '@pksn/endpoint-client';
import type { CheckedFile } from './checked-file';

/** Counts what was checked and what was found, for an endpoint whose user contributes: hashes and verdicts, no names. */
export function contributeFiles(client: Pick<EndpointClient, 'contribute'>, files: readonly CheckedFile[]): void {
  const answered = files.filter(({ answer }) => answer !== null);
  if (answered.length > 0) client.contribute({ counter: 'objects-checked', count: answered.length });
  for (const { file, answer } of answered) {
    if (answer === null || file.sha256 === null || answer.zone === 'green') continue;
    client.contribute({ detected: { file: file.sha256 }, zone: answer.zone, threat: answer.threat });
  }
}
