import type { HistoryEntry, License, LicenseState, Protocol } from '../licenses/types';

/** Answers of the admin API about customers, as far as the pages show them. Times are ISO 8601. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly contacts: readonly string[];
  readonly createdAt: string;
  readonly licenses: number;
  /** The provider's own; a customer's administrator does not get them. */
  readonly note?: string;
  readonly vendor?: string | null;
}

export interface ListedCustomer extends Customer {
  readonly states: Readonly<Partial<Record<LicenseState, number>>>;
}

export interface CustomersAnswer {
  readonly customers: readonly ListedCustomer[];
  readonly next: string | null;
}

export interface CustomerDetails extends Omit<Customer, 'licenses'> {
  readonly licenses: readonly License[];
  readonly tokens: readonly { readonly id: string; readonly label: string; readonly expiresAt: string }[];
  readonly integrationTokens: readonly {
    readonly id: string;
    readonly label: string;
    readonly licenseId: string;
    readonly protocols: readonly Protocol[];
    readonly expiresAt: string;
  }[];
  readonly overrides: number;
  readonly proxies: number;
  readonly participants: number;
  readonly history: readonly HistoryEntry[];
}
