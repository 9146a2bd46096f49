export interface Account {
  readonly name: string;
  readonly role: string;
  readonly customer: string | null;
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
  readonly passwordSetAt: string | null;
}

export interface SessionRow {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly device: string;
  readonly address: string;
  readonly begunAt: string;
  readonly seenAt: string;
  readonly endsAt: string;
  readonly current?: boolean;
}
