import { join } from 'node:path';
import { systemClock } from '@pksn/runtime';
import { createVendor, rotateVendor } from '@pksn/signing';
import type { RoleName, TrustRoot } from '@pksn/signing';
import { Fault } from '@pksn/domain';
import { listOf, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';
import { policy } from '../vendor/policy-command';
import { TRUST_ROOT_FILE, VendorFolder } from '../vendor/vendor-folder';

const DEFAULT_VALIDITY_DAYS = 1_095;
const ROLES: readonly RoleName[] = ['root', 'package', 'license'];

export const register: Registrar = (program, run) => {
  const vendor = program.command('vendor').description("a vendor's keys and trust root");
  const days = wholeNumber(1, 3_660);
  vendor
    .command('init')
    .description('create the keys and the trust root of a new vendor')
    .requiredOption('--name <name>', 'owns the feeds NAME/...')
    .requiredOption('--out <dir>', 'a new or empty folder')
    .option('--days <n>', 'validity of the trust root', days, DEFAULT_VALIDITY_DAYS)
    .action(run(init));
  vendor
    .command('rotate <dir>')
    .description('make the next trust root, signed by old and new keys')
    .option('--replace <roles>', 'roles that get new keys: root, package, license', listOf)
    .option('--days <n>', 'validity of the trust root', days, DEFAULT_VALIDITY_DAYS)
    .action(run(rotate));
  vendor
    .command('policy <file>')
    .description(
      'sign restrictions of requests on their own, for endpoints; FILE is JSON as package build --policy takes',
    )
    .requiredOption('--vendor <dir>', "the vendor's folder")
    .requiredOption('--out <file>', 'the signed policy file')
    .action(run(policy));
};

async function init(session: Session, options: { name: string; out: string; days: number }): Promise<void> {
  const made = createVendor({ name: options.name, now: systemClock.now(), validityDays: options.days });
  await VendorFolder.create(options.out, made);
  show(session, made.root, options.out, `Vendor ${made.root.vendor} is ready in ${options.out}.`);
}

async function rotate(session: Session, path: string, options: { replace?: string[]; days: number }): Promise<void> {
  const replace = (options.replace ?? ROLES).map((role) => {
    const known = ROLES.find((one) => one === role);
    if (known === undefined) throw new Fault('USAGE', `"${role}" is no role: root, package or license`);
    return known;
  });
  const folder = await VendorFolder.open(path);
  const keys = {
    root: folder.keysOf('root'),
    package: folder.keyOf('package'),
    license: folder.keyOf('license'),
  };
  const now = systemClock.now();
  const made = rotateVendor({ current: folder.root, keys, now, validityDays: options.days, replace });
  await VendorFolder.write(path, made);
  show(
    session,
    made.root,
    path,
    `Trust root ${made.root.version} of ${made.root.vendor} replaces ${folder.root.version}.`,
  );
}

function show({ output }: Session, root: TrustRoot, folder: string, headline: string): void {
  const file = join(folder, TRUST_ROOT_FILE);
  const { vendor, version, expires, fingerprint } = root;
  output.document({ vendor, version, expires, fingerprint, trustRoot: file }, () => [
    headline,
    `trust root   ${file}  (hand it to providers)`,
    `fingerprint  ${fingerprint}  (tell it through another channel)`,
    `expires      ${expires}`,
  ]);
}
