import type { Alert, AlertSource } from '../alerts/alert';
import { distance, iso, moment } from '../alerts/alert-text';
import type { CustomerScope } from '../auth/caller';
import type { ListenerView, TlsListeners } from './tls-listeners';

const NOTICE_MS = 30 * 86_400_000;
const URGENT_MS = 7 * 86_400_000;

/** Certificates of listeners that end soon: clients then refuse every connection. */
export class TlsAlerts implements AlertSource {
  constructor(private readonly listeners: Pick<TlsListeners, 'list'>) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    const ending = new Map<string, { end: number; views: ListenerView[] }>();
    for (const view of await this.listeners.list(now)) {
      const [leaf] = view.chain;
      const end = leaf === undefined ? Number.POSITIVE_INFINITY : Date.parse(leaf.notAfter);
      if (leaf === undefined || end - now > NOTICE_MS) continue;
      ending.set(leaf.fingerprint, { end, views: [...(ending.get(leaf.fingerprint)?.views ?? []), view] });
    }
    return [...ending].map(([fingerprint, { end, views }]) => alertOf(fingerprint, end, views, now));
  }
}

function alertOf(fingerprint: string, end: number, views: readonly ListenerView[], now: number): Alert {
  const isOver = now >= end;
  const where = [...new Set(views.map(({ process }) => process))].join(' and ');
  const isHere = views.some(({ isReplacedHere }) => isReplacedHere);
  return {
    code: isOver ? 'tls-certificate-expired' : 'tls-certificate-expiring',
    severity: end - now <= URGENT_MS ? 'critical' : 'warning',
    subject: fingerprint.slice(0, 8),
    facts: { fingerprint, processes: where, notAfter: iso(end) },
    sentence: `The certificate of ${where} ${isOver ? 'ended' : 'ends'} on ${moment(end)}, ${distance(end, now)}.`,
    next: isHere
      ? 'pksn tls request, and with what the CA makes of it: pksn tls replace CERT.pem'
      : 'Replace its files on its host.',
    since: isOver ? iso(end) : null,
    due: iso(end),
  };
}
