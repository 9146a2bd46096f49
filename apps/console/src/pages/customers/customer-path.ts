export const CUSTOMERS = '/api/v1/customers';

/** Where the page of a customer is. */
export function customerPage(id: string): string {
  return `/customers/${encodeURIComponent(id)}`;
}

/** Where the service tells of it. */
export function customerRoute(id: string): string {
  return `${CUSTOMERS}/${encodeURIComponent(id)}`;
}
