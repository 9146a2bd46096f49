export interface CustomerFacts {
  readonly id: string;
  readonly name: string;
  readonly contacts: readonly string[];
  /** The provider's own. */
  readonly note: string;
  /** The vendor whose files may join it before it has a license; null: whose comes first. */
  readonly vendor: string | null;
}

export interface CustomerRecord extends CustomerFacts {
  readonly createdAt: Date;
  readonly licenses: number;
}
