import { Fault } from '@pksn/domain';
import { PolicyStore } from '@pksn/endpoint-client';
import { systemClock } from '@pksn/runtime';
import { endpointFolder } from '../connection/query-target';
import { readTextFile } from '../connection/read-text-file';
import type { GlobalOptions, Session } from '../session';
import { restrictionLines } from './restriction-lines';

export interface PolicyOptions {
  readonly fingerprint?: string;
  readonly trust?: string;
}

/** Policies of vendors are kept in the folder `endpoint` of the data folder, beside the provider's settings. */
export function policyStore(options: GlobalOptions): PolicyStore {
  return new PolicyStore(endpointFolder(options));
}

/** Verifies a policy file by the vendor's pinned trust root, or by the one that `--trust` names. */
export async function loadPolicy(session: Session, file: string, options: PolicyOptions): Promise<void> {
  const { fingerprint = null, trust } = options;
  if (fingerprint !== null && trust === undefined)
    throw new Fault('USAGE', 'with a policy file, --fingerprint is that of the trust root that --trust names');
  const trustRoot = trust === undefined ? null : await readTextFile(trust, 'trust root');
  const now = systemClock.now();
  const loaded = await policyStore(session.options).load({ file, trustRoot, fingerprint, now });
  const { vendor, issuedAt, policy } = loaded;
  session.output.document(loaded, () => [
    `Policy of ${vendor}, issued ${issuedAt}. It holds without the service, too, until it ends.`,
    ...(policy.length === 0 ? ['It restricts nothing any more.'] : policy.flatMap((one) => restrictionLines(one))),
  ]);
}
