import { Fault } from '@pksn/domain';
import { admin, adminGet, adminSend, pathOf } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { confirmed } from '../console/confirm';
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

/** Voids a proxy, or one certificate of it. A person is asked where the proxy could hand in nothing after it; a script has said so. */
export async function revoke(
  session: Session,
  name: string,
  { certificate, yes = false }: { readonly certificate?: string; readonly yes?: boolean },
): Promise<void> {
  const fingerprint = certificate?.replaceAll(':', '').toLowerCase() ?? null;
  if (fingerprint !== null && !/^[0-9a-f]{64}$/.test(fingerprint))
    throw new Fault('USAGE', '--certificate is the SHA-256 of a certificate, 64 hexadecimal digits: pksn proxy show');
  const told = { proxy: name, ...(fingerprint === null ? {} : { certificate: fingerprint }) };
  const asks = !yes && !session.output.json && session.terminal.watched;
  if (asks && !(await isMeant(session, name, fingerprint)))
    return session.output.document({ ...told, revoked: false }, () => 'nothing was changed');
  const place = `proxies/${pathOf(name)}`;
  await adminSend(session, 'DELETE', fingerprint === null ? place : `${place}/certificates/${fingerprint}`);
  session.output.document({ ...told, revoked: true }, () =>
    fingerprint === null
      ? `proxy ${name} is void, with all its certificates`
      : `the certificate of proxy ${name} is void`,
  );
}

async function isMeant(session: Session, name: string, fingerprint: string | null): Promise<boolean> {
  const proxy = await adminGet<WholeProxyView>(session, `proxies/${pathOf(name)}`);
  const left = proxy.certificates.filter((one) => one.state === 'good' && one.fingerprint !== fingerprint);
  if (fingerprint !== null && left.length > 0) return true;
  const facts = `proxy ${proxy.name}, bound to ${boundText(proxy)}, last seen ${textOf(proxy.lastSeenAt) ?? 'never'}`;
  const cost = 'would hand in nothing more, and must be enrolled again at its site';
  return confirmed(session.terminal, `${facts}, ${cost}. Revoke it?`, '--yes');
}

function lines(rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? ['  nothing'] : rows.map((row) => `  ${row.join('  ')}`.trimEnd());
}

function textOf(time: string | null): string | null {
  return time === null ? null : momentText(time);
}
