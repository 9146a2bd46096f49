/** Where the tabs ask, and what is asked anew when something was set. */
export const RESTRICTIONS = '/api/v1/restrictions';
export const SETTINGS = '/api/v1/settings';
export const TLS = '/api/v1/tls';
