import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointClient, EndpointResult, NetworkSwitch } from '@pksn/endpoint-client';
import { counted } from '../console/counted';
import { ageText } from '../console/moments';
import { restrictionLines } from '../endpoint/restriction-lines';
import type { Session } from '../session';

/** Answers that came from what is kept while the service could not be asked, or from nowhere. */
interface OfflineAnswers {
  kept: number;
  nowhere: number;
  oldestMs: number;
}

/**
 * What a person who asks should know of the network, on standard error as it happens: a switch of the network, a service that
 * restricts what may be asked, the keys, and how old answers are that are given without the service. Under --json each is one
 * line `{"event": NAME, …}`. Standard output stays free for answers.
 */
export class NetworkMessages {
  private readonly offline: OfflineAnswers = { kept: 0, nowhere: 0, oldestMs: 0 };
  private network: NetworkSwitch['to'] | null = null;
  private standing = '';
  private unreachable: string | null = null;

  constructor(
    private readonly session: Session,
    private readonly client: EndpointClient,
  ) {
    const { events } = client;
    events.on('network-switch', (facts) => this.tellSwitch(facts));
    events.on('service-status', () => this.tellStanding());
    events.on('next-key-refused', (facts) => {
      this.tell('next-key-refused', facts, [
        `The next key is refused, the current one goes on: ${facts.code}: ${facts.detail}`,
      ]);
    });
    events.on('key-in-use', (facts) => {
      this.tell('key-in-use', facts, [`The ${facts.key} key is in use from now on.`]);
    });
    events.on('connection', ({ online, detail }) => (this.unreachable = online ? null : detail));
    events.on('cache-lost', (facts) => {
      const isTaken = facts.detail === 'LEVEL_LOCKED';
      const what = isTaken ? 'Another process uses the kept answers; this one asks' : 'The kept answers are lost';
      this.tell('cache-lost', facts, [isTaken ? `${what} without them.` : `${what} (${facts.detail}).`]);
    });
  }

  /** Notes where answers came from; `end` tells it once. */
  saw(results: readonly EndpointResult[]): void {
    for (const one of results) {
      if (isObjectError(one)) continue;
      if (one.from === 'nowhere') this.offline.nowhere += 1;
      if (one.from !== 'offline') continue;
      this.offline.kept += 1;
      this.offline.oldestMs = Math.max(this.offline.oldestMs, one.ageMs);
    }
  }

  /** To be called when all was asked. */
  end(): void {
    // An event may be on its way still.
    if (this.client.awaitsAcceptance !== null)
      this.tellSwitch({ from: 'private', to: 'global', needsAcceptance: true });
    this.tellStanding();
    const { kept, nowhere, oldestMs } = this.offline;
    if (kept + nowhere === 0) return;
    const detail = this.unreachable;
    const why = detail === null ? '' : `: ${detail}`;
    this.tell('offline', { kept, nowhere, oldestMs, detail }, [
      `The service was not asked${why}`,
      ...(kept === 0 ? [] : [`  ${counted(kept, 'answer')} of what is kept here, up to ${ageText(oldestMs)} old`]),
      ...(nowhere === 0 ? [] : [`  ${counted(nowhere, 'object')} without any answer, shown as grey`]),
    ]);
  }

  /** Each switch once. */
  private tellSwitch(facts: NetworkSwitch): void {
    if (this.network === facts.to) return;
    this.network = facts.to;
    this.tell('network-switch', facts, facts.needsAcceptance ? SWITCHED_TO_GLOBAL : SWITCHED_TO_PRIVATE);
  }

  /** Only what restricts, and each state once. */
  private tellStanding(): void {
    const { standing } = this.client;
    const key = JSON.stringify(standing);
    if (key === this.standing) return;
    const isNews = standing.status !== 'enabled' || this.standing !== '';
    this.standing = key;
    if (isNews)
      this.tell('service-status', standing, [standing.shown, ...standing.restrictions.flatMap(restrictionLines)]);
  }

  private tell(event: string, facts: object, lines: readonly string[]): void {
    this.session.progress.clear();
    this.session.output.event(event, facts, lines);
  }
}

const SWITCHED_TO_GLOBAL = [
  'The network has changed: the service belongs to the GLOBAL network now, which nobody accepted here.',
  '  Nothing but its status is asked until a person has read and accepted its statement: pksn endpoint network accept',
];
const SWITCHED_TO_PRIVATE = ['The network has changed: the service belongs to the private network again.'];
