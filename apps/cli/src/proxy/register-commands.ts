import { Fault } from '@pksn/domain';
import { admin, adminGet, adminSend, pathOf } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { momentText } from '../console/moments';
import type { Session } from '../session';
import { boundText, certificateEnd, settingLines } from './proxy-view';
import type { ProxyView, WholeProxyView } from './proxy-view';

export async function list(
  session: Session,
  options: PageOptions & { readonly customer?: string; readonly revoked?: boolean },
): Promise<void> {
  const { customer, revoked } = options;
  const filter = { customer, revoked: revoked === true ? 'true' : undefined };
  const path = pagePath('proxies', filter, options);
  const answer = await admin(session, (client) =>
    readPages<{ readonly proxies: readonly ProxyView[]; readonly next?: string | null }, 'proxies'>(
      client,
      path,
      'proxies',
      options,
    ),
  );
  const rows = answer.proxies.map((one) => [
    one.name,
    boundText(one),
    one.state,
    textOf(certificateEnd(one)),
    textOf(one.lastSeenAt),
    one.lastVersion,
  ]);
  const header = ['PROXY', 'BOUND TO', 'STATE', 'CERTIFICATE UNTIL', 'LAST SEEN', 'VERSION'];
  session.output.table(answer, header, rows, 'No proxy is enrolled.');
  if (answer.next != null) session.output.note(`There are more: --cursor ${answer.next}, or --all`);
}

export async function show(session: Session, name: string): Promise<void> {
  const proxy = await adminGet<WholeProxyView>(session, `proxies/${pathOf(name)}`);
  const own = new Set(settingLines(proxy.settings).map(([member]) => member));
  session.output.document(proxy, () => [
    `${proxy.name} (${proxy.id}): ${proxy.state}, bound to ${boundText(proxy)}`,
    `  enrolled ${momentText(proxy.enrolledAt)} by ${proxy.enrolledBy}`,
    `  last seen ${textOf(proxy.lastSeenAt) ?? 'never'}${proxy.lastVersion === null ? '' : `, version ${proxy.lastVersion}`}`,
    ...(proxy.revokedAt === null ? [] : [`  revoked ${momentText(proxy.revokedAt)}`]),
    'certificates:',
    ...proxy.certificates.map(
      ({ fingerprint, state, expiresAt }) => `  ${fingerprint}  ${state}, until ${momentText(expiresAt)}`,
    ),
    'set centrally:',
    ...lines(
      settingLines(proxy.effective).map(([member, value]) => [member, value, own.has(member) ? '' : '(of all)']),
    ),
  ]);
}

export async function revoke(session: Session, name: string, { certificate }: { certificate?: string }): Promise<void> {
  if (certificate === undefined) {
    await adminSend(session, 'DELETE', `proxies/${pathOf(name)}`);
    return session.output.document(
      { proxy: name, revoked: true },
      () => `proxy ${name} is void, with all its certificates`,
    );
  }
  const fingerprint = certificate.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(fingerprint))
    throw new Fault('USAGE', '--certificate is the SHA-256 of a certificate, 64 hexadecimal digits: pksn proxy show');
  await adminSend(session, 'DELETE', `proxies/${pathOf(name)}/certificates/${fingerprint}`);
  session.output.document(
    { proxy: name, certificate: fingerprint, revoked: true },
    () => `the certificate of proxy ${name} is void`,
  );
}

function lines(rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? ['  nothing'] : rows.map((row) => `  ${row.join('  ')}`.trimEnd());
}

function textOf(time: string | null): string | null {
  return time === null ? null : momentText(time);
}
