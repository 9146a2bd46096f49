import type { CustomerScope, HistoryEntry } from '@pksn/store-postgres';
import { actorSeenBy } from './auth/actor-name';

/** One step of a story; the provider's notes and people are the provider's own. */
export function historyView(entry: HistoryEntry, scope: CustomerScope): object {
  const { at, actor, action, subject } = entry;
  const detail = scope === null ? entry.detail : seenByCustomer(entry);
  return { at: at.toISOString(), actor: actorSeenBy(scope, actor), action, subject, detail };
}

/** Without notes, other vendors' licenses, and what the view of a customer hides from it. */
function seenByCustomer({ action, detail }: HistoryEntry): object {
  const hidden = ['note'];
  // What was before holds notes and vendors, too.
  if (action.startsWith('customer.')) hidden.push('vendor', 'before');
  if (action === 'license.key-taken-over') hidden.push('from', 'to');
  return Object.fromEntries(Object.entries(detail).filter(([name]) => !hidden.includes(name)));
}
