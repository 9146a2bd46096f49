import { adminGet, pathOf } from '../admin/call';
import type { Cell } from '../console/output';
import { tableLines } from '../console/output';
import type { Session } from '../session';

interface RolloutView {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: { readonly name: string };
  readonly days: number;
  readonly seats: number | null;
  readonly seatsSeen: number;
  readonly exact: boolean;
  readonly newestKey: string | null;
  readonly movedShare: number | null;
  readonly keys: readonly {
    readonly fingerprint: string;
    readonly state: string;
    readonly endpoints: number;
    readonly endpointsToday: number;
    readonly endpointsLeft: number;
    readonly requests: number;
    readonly lastSeen: string | null;
    readonly overlapEndsAt: string | null;
  }[];
  readonly advice: string | null;
}

const HEADER = ['KEY', 'STATE', 'ENDPOINTS', 'TODAY', 'NOT MOVED', 'REQUESTS', 'LAST SEEN', 'OVERLAP ENDS'];
const PERCENT = 100;

/** Which keys of a license are still used, by about how many endpoints. */
export async function rollout(session: Session, id: string, options: { days: number }): Promise<void> {
  const view = await adminGet<RolloutView>(session, `licenses/${pathOf(id)}/rollout?days=${String(options.days)}`);
  session.output.document(view, () => [
    `license ${view.licenseId} of ${view.vendor} for ${view.customer.name}, the last ${String(view.days)} days`,
    `  seats    ${seatsText(view)}`,
    `  moved    ${movedText(view)}`,
    '',
    ...tableLines(HEADER, view.keys.map(keyCells)),
    ...(view.advice === null ? [] : ['', view.advice]),
  ]);
}

function seatsText({ seats, seatsSeen, exact }: RolloutView): string {
  const seen = `${exact ? '' : 'about '}${String(seatsSeen)} endpoints seen`;
  return `${seen}, ${seats === null ? 'no number licensed' : `${String(seats)} licensed`}`;
}

function movedText({ newestKey, movedShare }: RolloutView): string {
  if (newestKey === null) return 'no key is in force';
  if (movedShare === null) return `to ${newestKey}: no endpoint said who it is`;
  return `${(PERCENT * movedShare).toFixed(1)} % of them to ${newestKey}`;
}

function keyCells(key: RolloutView['keys'][number]): Cell[] {
  const { fingerprint, state, endpoints, endpointsToday, endpointsLeft, requests, lastSeen, overlapEndsAt } = key;
  return [fingerprint, state, endpoints, endpointsToday, endpointsLeft, requests, lastSeen, overlapEndsAt];
}
