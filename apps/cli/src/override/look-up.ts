import type { FeedOpinionView, OverrideView } from '../admin/answers';
import { admin, adminGet } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { namedObject, objectText } from '../object-argument';
import type { Session } from '../session';

export interface ListOptions extends PageOptions {
  readonly customer?: string;
  readonly zone?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly author?: string;
  readonly search?: string;
  readonly expiring?: number;
  readonly feeds?: string;
}

interface OverridesView {
  readonly overrides: OverrideView[];
  readonly next?: string | null;
}

/** `pksn override list`; with --all, what the feeds say is left out unless it is asked for. */
export async function list(session: Session, options: ListOptions): Promise<void> {
  const { customer, zone, kind, state, author, search, feeds } = options;
  const brief = options.all === true && feeds === undefined ? 'true' : undefined;
  const expiring = options.expiring === undefined ? undefined : String(options.expiring);
  const path = pagePath('overrides', { customer, zone, kind, state, author, search, expiring, feeds, brief }, options);
  const answer = await admin(session, (client) =>
    readPages<OverridesView, 'overrides'>(client, path, 'overrides', options),
  );
  const overrides = answer.overrides.map((one) => ({ ...one, object: namedObject(one.object) }));
  const rows = overrides.map((one) => [
    one.id,
    one.zone,
    kindOf(one.object),
    objectText(one.object),
    one.customer ?? one.owner,
    one.expiresAt,
    opinionText(one.feeds?.[0]),
    one.reason,
  ]);
  const header = ['OVERRIDE', 'ZONE', 'KIND', 'OBJECT', 'OWNER', 'EXPIRES', 'FEEDS SAY', 'REASON'];
  session.output.table({ ...answer, overrides }, header, rows, 'There is no override.');
  if (typeof answer.next === 'string') session.output.note(`there are more: --all, or --cursor ${answer.next}`);
}

/** `pksn override show`: the history of one object, newest first, and what each feed says of it now. */
export async function show(
  session: Session,
  text: string,
  { certificate, software, customer }: { certificate?: boolean; software?: boolean; customer?: string },
): Promise<void> {
  const kind = certificate === true ? 'certificate' : software === true ? 'software' : undefined;
  const path = pagePath('overrides', { object: text, kind, customer }, { limit: 500 });
  const answer = await adminGet<OverridesView>(session, path);
  const overrides = answer.overrides.map((one) => ({ ...one, object: namedObject(one.object) }));
  session.output.document({ ...answer, overrides }, () => {
    if (overrides.length === 0) return `there is no override of ${text}, and there was none`;
    const opinions = (overrides[0]?.feeds ?? []).map((one) => `  ${one.feed.padEnd(24)} ${opinionWords(one)}`);
    return [
      ...overrides.flatMap((one) => [headline(one), `  reason   ${one.reason}`, ...ending(one)]),
      '',
      'the feeds say',
      ...(opinions.length === 0 ? ['  nothing'] : opinions),
    ];
  });
}

function kindOf({ type }: Readonly<Record<string, unknown>>): string {
  return typeof type === 'string' ? type : '';
}

function headline({ id, zone, customer, owner, author, createdAt, ended }: OverrideView): string {
  const mark = ended === undefined ? 'in force' : ended;
  return `override ${id}: ${zone} for ${customer ?? owner}, set by ${author} at ${createdAt} (${mark})`;
}

function ending({ ended, endedAt, endedBy, expiresAt }: OverrideView): string[] {
  if (ended === undefined) return expiresAt === null ? [] : [`  until    ${expiresAt}`];
  return [`  ${ended.padEnd(8)} at ${endedAt ?? '?'}${typeof endedBy === 'string' ? ` by ${endedBy}` : ''}`];
}

function opinionText(one: FeedOpinionView | undefined): string | null {
  return one === undefined ? null : `${one.zone} (${one.feed})`;
}

function opinionWords({ zone, threat, matched }: FeedOpinionView): string {
  return [zone, threat, matched === null ? null : `by ${matched}`].filter(Boolean).join(' ');
}
