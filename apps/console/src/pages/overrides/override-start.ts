import type { ObjectType } from '../lookup/types';
import type { Override } from './types';

/** From what the form of an override begins. */
export interface OverrideStart {
  /** What is known of a new one. */
  readonly object?: string;
  readonly kind?: ObjectType;
  readonly customer?: string | null;
  /** The one that is changed. */
  readonly changed?: Override;
}
