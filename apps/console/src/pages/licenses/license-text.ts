/** What was dropped or pasted, told apart by its form; the service verifies what it gets. */
export interface HandedFile {
  readonly name: string;
  readonly kind: 'license' | 'announcement' | 'other';
  /** As it came; '' where it was not read. */
  readonly text: string;
  /** Why it is not sent at all. */
  readonly flaw: 'key' | 'size' | 'kind' | 'unreadable' | null;
}

const LICENSE = /-----BEGIN LICENSE-----[^]*?-----END LICENSE-----/g;
const ANNOUNCEMENT = /-----BEGIN LICENSE ANNOUNCEMENT-----[^]*?-----END LICENSE ANNOUNCEMENT-----/g;
/** As mail programs mark what is answered. */
const QUOTED = /^(?:> ?)+/gm;
const KEY = /\bPKSN-[0-9A-Za-z]{4,5}(?:-[0-9A-Za-z]{1,5}){4,}/;
const LICENSE_BYTES = 65_536;
const ANNOUNCEMENT_BYTES = 24 * 1024 * 1024;

/** Every license and announcement in a text, whatever stands around them. */
export function filesIn(name: string, text: string): HandedFile[] {
  const plain = text.replace(QUOTED, '');
  const licenses = plain.match(LICENSE) ?? [];
  const announcements = plain.match(ANNOUNCEMENT) ?? [];
  const found = [
    ...licenses.map((one) => handed('license', one, LICENSE_BYTES)),
    ...announcements.map((one) => handed('announcement', one, ANNOUNCEMENT_BYTES)),
  ];
  if (found.length === 0) return [{ name, kind: 'other', text: '', flaw: KEY.test(plain) ? 'key' : 'kind' }];
  return found.map((one, i) => ({ ...one, name: i === 0 ? name : `${name} (${String(i + 1)})` }));
}

function handed(kind: 'license' | 'announcement', text: string, limit: number): Omit<HandedFile, 'name'> {
  return text.length > limit ? { kind, text: '', flaw: 'size' } : { kind, text: `${text}\n`, flaw: null };
}

/** Files as the browser hands them over; none larger than an announcement is read. */
export async function filesOf(dropped: readonly File[]): Promise<HandedFile[]> {
  const found: HandedFile[] = [];
  for (const file of dropped) {
    if (file.size > ANNOUNCEMENT_BYTES) found.push({ name: file.name, kind: 'other', text: '', flaw: 'size' });
    else {
      const text = await file.text().catch(() => null);
      if (text === null) found.push({ name: file.name, kind: 'other', text: '', flaw: 'unreadable' });
      else found.push(...filesIn(file.name, text));
    }
  }
  return found;
}

/** What a license file says of itself, unverified: only to tell a person whose it is. Null: it cannot be read. */
export function peek(text: string): { readonly fingerprint: string; readonly customer: string } | null {
  try {
    const envelope = JSON.parse(
      decoded(
        text
          .split(/\r?\n/)
          .filter((line) => !line.startsWith('-----'))
          .join(''),
      ),
    ) as {
      payload: string;
    };
    const terms = JSON.parse(decoded(envelope.payload)) as { keyHash: string; customer: { name: string } };
    return { fingerprint: terms.keyHash.slice(0, 8), customer: String(terms.customer.name) };
  } catch {
    return null;
  }
}

function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64.trim()), (char) => char.charCodeAt(0)));
}
