import { pathToFileURL } from 'node:url';
import { basename, dirname } from 'node:path';
import type { FoundFile, NamedPath } from './found-file';
import { uriPath } from './file-name';

/** As SARIF 2.1.0, 3.4: a URI that is relative to one of `originalUriBaseIds`. */
export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId: string;
}

/** What is below the folder that the check was started in belongs to this, as the consumers of SARIF expect. */
const SOURCE_ROOT = '%SRCROOT%';

/** Names files by URIs that are relative: to the current folder, or to what was named where that is elsewhere. */
export class SarifPlaces {
  private readonly bases = new Map<string, string>();
  private readonly ids = new Map<string, string>();

  constructor(private readonly workingFolder: string) {
    this.bases.set(SOURCE_ROOT, folderUri(workingFolder));
  }

  /** `originalUriBaseIds`, of all places that were named so far. */
  get baseIds(): Readonly<Record<string, { readonly uri: string }>> {
    return Object.fromEntries([...this.bases].map(([id, uri]) => [id, { uri }]));
  }

  placeOf({ root, below }: FoundFile): ArtifactLocation {
    const { id, prefix } = this.baseOf(root);
    const uri = uriPath(Buffer.concat([Buffer.from(prefix), prefix === '' ? below.subarray(1) : below]));
    return { uri: uri === '' ? './' : uri, uriBaseId: id };
  }

  /** The base of a named path, and what comes between the two. */
  private baseOf({ absolute, isFolder }: NamedPath): { readonly id: string; readonly prefix: string } {
    const here = this.workingFolder === '/' ? '/' : `${this.workingFolder}/`;
    if (absolute === this.workingFolder) return { id: SOURCE_ROOT, prefix: '' };
    if (absolute.startsWith(here)) return { id: SOURCE_ROOT, prefix: absolute.slice(here.length) };
    const uri = folderUri(isFolder ? absolute : dirname(absolute));
    const id = this.ids.get(uri) ?? `ROOT${String(this.ids.size + 1)}`;
    this.ids.set(uri, id);
    this.bases.set(id, uri);
    return { id, prefix: isFolder ? '' : basename(absolute) };
  }
}

/** With the slash at its end that a base must have. */
function folderUri(path: string): string {
  const uri = pathToFileURL(path).href;
  return uri.endsWith('/') ? uri : `${uri}/`;
}
