/**
 * The endpoint's side, for products that embed it: what the provider told this endpoint, and where to ask. It works with
 * Node alone and holds no code of the server.
 */
export * from './service-routes';
export * from './settings-state';
export * from './settings-store';
