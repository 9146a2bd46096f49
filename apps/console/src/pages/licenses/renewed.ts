import type { QueryKey } from '@tanstack/react-query';
import { licenseName, licenseRoute } from './license-path';
import type { License } from './types';

/** What is asked anew after a license was changed. */
export function renewedBy(license: License): QueryKey[] {
  const name = licenseName(license);
  return [
    ['/api/v1/licenses'],
    [licenseRoute(name)],
    [licenseRoute(name, 'history')],
    [`${licenseRoute(name, 'rollout')}?days=7`],
    [`${licenseRoute(name, 'rollout')}?days=30`],
    [`${licenseRoute(name, 'rollout')}?days=90`],
    ...license.keys.map(({ fingerprint }) => [`/api/v1/license-keys/${fingerprint}`]),
    [`/api/v1/customers/${encodeURIComponent(license.customer.id)}`],
  ];
}
