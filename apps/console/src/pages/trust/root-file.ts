const LIMIT_BYTES = 256 * 1024;

/** What a file claims; the service alone decides what of it is true. */
export interface ChosenRoot {
  readonly fileName: string;
  readonly document: object;
  readonly vendor: string;
  readonly version: number;
  readonly expires: string;
}

/** Null: it is no trust root. */
export async function readRootFile(file: File): Promise<ChosenRoot | null> {
  if (file.size > LIMIT_BYTES) return null;
  try {
    const document = JSON.parse(await file.text()) as { payload?: unknown };
    if (typeof document.payload !== 'string') return null;
    const payload = Uint8Array.from(atob(document.payload), (character) => character.charCodeAt(0));
    const { vendor, version, expires } = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
    if (typeof vendor !== 'string' || typeof version !== 'number' || typeof expires !== 'string') return null;
    return { fileName: file.name, document, vendor, version, expires };
  } catch {
    return null;
  }
}
