import type { Zone } from '../../parts/zone-badge';
import { ZONES } from '../../parts/zone-badge';
import type { ObjectType } from '../lookup/types';

const IS_NETWORK: readonly ObjectType[] = ['url', 'domain', 'ip'];
const MAY_BE_YELLOW: readonly ObjectType[] = ['file', 'software'];

/** Orange is for network objects, yellow for files and software. */
export function legalZones(kind: ObjectType): readonly Zone[] {
  return ZONES.filter((zone) => {
    if (zone === 'orange') return IS_NETWORK.includes(kind);
    return zone !== 'yellow' || MAY_BE_YELLOW.includes(kind);
  });
}
