import type { OverrideView } from '../admin/answers';
import type { HttpsClient } from '../connection/https-client';
import type { EntryView } from '../own-feed/entry-commands';

/** What the verdict before this one set elsewhere, and says otherwise still. */
export async function leftStanding(
  client: HttpsClient,
  sha256: string,
  decided: { readonly zone: string; readonly override: string | null; readonly ownFeed: string | null },
): Promise<string[]> {
  const { zone, override, ownFeed } = decided;
  const lines: string[] = [];
  if (ownFeed === null) {
    const { entries } = (await client.get(`/api/v1/own-feed?object=${sha256}`)) as { entries: EntryView[] };
    for (const one of entries.filter((entry) => entry.zone !== zone && entry['removedAt'] == null))
      lines.push(
        `  entry ${String(one.id)} of the own feed still says ${one.zone}: pksn own-feed remove ${String(one.id)}`,
      );
  }
  if (override === null) {
    const { overrides } = (await client.get(`/api/v1/overrides?object=${sha256}`)) as { overrides: OverrideView[] };
    for (const one of overrides.filter(
      ({ ended, owner, ...rest }) => ended === undefined && owner === 'provider' && rest.zone !== zone,
    ))
      // prettier-ignore
      lines.push(`  override ${String(one.id)} still says ${one.zone} here: pksn override remove ${String(one.id)}`);
  }
  return lines;
}
