/**
 * The endpoint's side, for products that embed it: what the provider told this endpoint, and where to ask. It works with
 * Node alone and holds no code of the server.
 */
export { requireRequestsAllowed, serviceRoutes } from './service-routes';
export { formatSettingsState, parseSettingsState } from './settings-state';
export type { SettingsState } from './settings-state';
export { SettingsStore } from './settings-store';
export type { LoadRequest } from './settings-store';
