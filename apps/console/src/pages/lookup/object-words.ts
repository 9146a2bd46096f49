import type { NamedObject } from './types';

/** An object as a person writes it, so that the service reads it as the same again. */
export function objectWords(object: NamedObject): string {
  const { type } = object;
  if (type === 'software') {
    const parts = [object['vendor'], object['product'], object['version']];
    return parts.filter((part) => part !== null && part !== undefined && part !== '').join(' / ');
  }
  return (object[type] ?? '').replace(type === 'domain' ? /\/$/ : /$^/, '');
}

/** The same with its kind where the form alone does not tell it: thumbprints and software. */
export function askableWords(object: NamedObject): string {
  const words = objectWords(object);
  if (object.type === 'certificate') return `certificate:${words}`;
  if (object.type !== 'software') return words;
  // Without a vendor the first part would be taken for one.
  return `software:${object['vendor'] === null || object['vendor'] === '' ? ' / ' : ''}${words}`;
}

/** As requests have it: one field that names its kind. */
export function wireObject(object: NamedObject): Record<string, unknown> {
  const { type, vendor, product, version } = object;
  if (type !== 'software') return { [type]: objectWords(object) };
  return { software: { vendor: vendor ?? '', product, ...(version == null ? {} : { version }) } };
}
