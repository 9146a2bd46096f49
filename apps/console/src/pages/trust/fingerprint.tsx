import { CopyText } from '../../parts/copy-text';
import { grouped } from './types';

/** Grouped, for comparing. */
export function Fingerprint({ value, what }: { readonly value: string; readonly what: string }) {
  return <CopyText text={value} shown={grouped(value)} what={what} />;
}
