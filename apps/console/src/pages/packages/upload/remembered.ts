const KEY = 'pksn-uploads';
const MOST = 50;

/** What makes this browser find an open upload again when the same file is chosen after a reload. */
export interface RememberedUpload {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  readonly hold: boolean;
}

type FileFacts = Pick<File, 'name' | 'size' | 'lastModified'>;

export function rememberedUploads(): RememberedUpload[] {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]') as unknown;
    return Array.isArray(stored) ? (stored as RememberedUpload[]).slice(-MOST) : [];
  } catch {
    return [];
  }
}

export function rememberedFor({ name, size, lastModified }: FileFacts, hold: boolean): RememberedUpload | undefined {
  return rememberedUploads().find(
    (one) => one.name === name && one.size === size && one.lastModified === lastModified && one.hold === hold,
  );
}

export function remember(upload: RememberedUpload): void {
  store([...rememberedUploads().filter(({ id }) => id !== upload.id), upload]);
}

export function forget(uploadId: string): void {
  store(rememberedUploads().filter(({ id }) => id !== uploadId));
}

/** A browser without storage loses nothing but this comfort. */
function store(uploads: readonly RememberedUpload[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(uploads.slice(-MOST)));
  } catch {
    return;
  }
}
