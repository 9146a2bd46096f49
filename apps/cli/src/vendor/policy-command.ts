import { systemClock, writeDurable } from '@pksn/runtime';
import { signPolicy } from '@pksn/signing';
import { requireWritable } from '../files/output-path';
import { restrictionLines } from '../endpoint/restriction-lines';
import { readPolicy } from '../package/policy-input';
import type { Session } from '../session';
import { VendorFolder } from './vendor-folder';

/** Signs restrictions on their own, so that endpoints may get them with their own databases, while they cannot ask. */
export async function policy(session: Session, path: string, options: { vendor: string; out: string }): Promise<void> {
  const folder = await VendorFolder.open(options.vendor);
  await requireWritable(options.out, '--out');
  const issuedAt = `${new Date(systemClock.now()).toISOString().slice(0, 19)}Z`;
  const signed = { vendor: folder.root.vendor, issuedAt, policy: await readPolicy(path) };
  await writeDurable(options.out, signPolicy(signed, folder.keyOf('package')), 0o644);
  session.output.document({ ...signed, out: options.out }, () => [
    `Policy of ${signed.vendor}, issued ${issuedAt}, in ${options.out}.`,
    ...signed.policy.flatMap((one) => restrictionLines(one)),
    'Endpoints take it with: pksn endpoint load FILE --trust trust-root.json --fingerprint F',
  ]);
}
