import { zoneSeverity } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { Content, Row, Shown } from '../built-content.fixture';

interface Group {
  readonly rows: { readonly row: Row; readonly sha1?: string | undefined; readonly md5?: string | undefined }[];
}

/**
 * The rules of identity as one would write them down without a thought for memory: which file is a row about, and
 * which weak hashes lead to it.
 */
export function modelFiles(rows: readonly Row[]): { content: Content; ambiguous: number; merged: number } {
  const groups = new Map<string, Group>();
  const owners = { sha1: new Map<string, Set<string>>(), md5: new Map<string, Set<string>>() };
  const withSha1 = new Set<string>();
  const own = (kind: 'sha1' | 'md5', hash: string | undefined, owner: string): void => {
    if (hash !== undefined) owners[kind].set(hash, (owners[kind].get(hash) ?? new Set()).add(owner));
  };
  const single = (kind: 'sha1' | 'md5', hash: string | undefined): string | null => {
    const found = hash === undefined ? [] : [...(owners[kind].get(hash) ?? [])];
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  const join = (owner: string, row: Row): void => {
    const group = groups.get(owner) ?? { rows: [] };
    group.rows.push({ row, sha1: row.sha1, md5: row.md5 });
    groups.set(owner, group);
    if (owner.startsWith('file-sha256')) own('sha1', row.sha1, owner);
    if (!owner.startsWith('file-md5')) own('md5', row.md5, owner);
    if (row.sha1 !== undefined && row.md5 !== undefined) withSha1.add(row.md5);
  };
  rows.filter((row) => row.sha256 !== undefined).forEach((row) => join(`file-sha256:${row.sha256 ?? ''}`, row));

  // By SHA-1. What nobody claims waits, because its MD5 may lead to a file that has no SHA-1.
  const bySha1 = rows.filter((row) => row.sha256 === undefined && row.sha1 !== undefined);
  const claimed = bySha1.map((row) => ({ row, owner: single('sha1', row.sha1) }));
  claimed.forEach(({ row, owner }) => owner !== null && join(owner, row));
  const waiting = claimed.filter(({ owner }) => owner === null).map(({ row }) => row);
  const bridges = new Map<string, Set<string>>();
  for (const { sha1, md5 } of waiting) {
    const rivals = new Set(waiting.filter((one) => one.md5 === md5).map((one) => one.sha1));
    const owner = single('md5', md5);
    if (sha1 === undefined || md5 === undefined || owner === null || rivals.size > 1 || withSha1.has(md5)) continue;
    bridges.set(sha1, (bridges.get(sha1) ?? new Set()).add(owner));
  }
  for (const row of waiting) {
    const [owner, another] = bridges.get(row.sha1 ?? '') ?? [];
    join(owner !== undefined && another === undefined ? owner : `file-sha1:${row.sha1 ?? ''}`, row);
  }

  // By MD5 alone.
  const byMd5 = rows.filter((row) => row.sha256 === undefined && row.sha1 === undefined);
  const targets = byMd5.map((row) => single('md5', row.md5) ?? `file-md5:${row.md5 ?? ''}`);
  byMd5.forEach((row, i) => join(targets[i] ?? '', row));
  return { ...contentOfGroups(groups, owners, rows), merged: rows.length - groups.size };
}

function contentOfGroups(
  groups: ReadonlyMap<string, Group>,
  owners: Readonly<Record<'sha1' | 'md5', ReadonlyMap<string, ReadonlySet<string>>>>,
  order: readonly Row[],
): { content: Content; ambiguous: number } {
  const content: Content = {};
  let ambiguous = 0;
  const put = (section: string, key: string, value: Shown): void => {
    content[section] = { ...content[section], [key]: value };
  };
  for (const [owner, { rows }] of groups) {
    const [section = '', key = ''] = owner.split(':');
    const sorted = [...rows].sort((a, b) => order.indexOf(a.row) - order.indexOf(b.row));
    const worst = Math.max(...sorted.map(({ row }) => zoneSeverity(row.zone as Zone)));
    const winner = sorted.find(({ row }) => zoneSeverity(row.zone as Zone) === worst)?.row;
    const first = (kind: 'sha1' | 'md5'): string | null =>
      sorted.find((one) => one[kind] !== undefined)?.[kind] ?? null;
    const sha1 = section === 'file-sha256' ? first('sha1') : null;
    const md5 = section === 'file-md5' ? null : first('md5');
    put(section, key, { zone: winner?.zone ?? '', threat: winner?.threat ?? null, product: null, sha1, md5 });
  }
  for (const kind of ['sha1', 'md5'] as const) {
    for (const [hash, targets] of owners[kind]) {
      const [target = '', another] = targets;
      if (another === undefined) put(`alias-${kind}`, hash, { target });
      else ambiguous++;
    }
  }
  return { content, ambiguous };
}
