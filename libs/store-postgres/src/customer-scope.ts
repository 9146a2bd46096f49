/**
 * The customer to which a caller is confined; null: the provider's people, who see every customer. What is another
 * customer's does not exist for the caller: no answer, count or error tells otherwise.
 */
export type CustomerScope = string | null;
