import { Foundation0001 } from './0001-foundation';
import { LicenseRegistry0002 } from './0002-license-registry';
import { QueryPlane0003 } from './0003-query-plane';
import { Imports0004 } from './0004-imports';
import { Unattended0005 } from './0005-unattended';
import { Endpoints0006 } from './0006-endpoints';
import { EndpointSide0007 } from './0007-endpoint-side';
import { Proxies0008 } from './0008-proxies';
import { Approvals0009 } from './0009-approvals';
import { People0009 } from './0009-people';
import { Pulse0009 } from './0009-pulse';
import { Settings0009 } from './0009-settings';

/** Every migration in its order. Forward only; each is safe while the previous release still runs. */
export const MIGRATIONS = [
  Foundation0001,
  LicenseRegistry0002,
  QueryPlane0003,
  Imports0004,
  Unattended0005,
  Endpoints0006,
  EndpointSide0007,
  Proxies0008,
  Approvals0009,
  People0009,
  Pulse0009,
  Settings0009,
];
