import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An organisation that the provider serves. Customers of two vendors are two, whatever the vendors call them. */
@Entity('customer')
export class CustomerRow {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'jsonb' }) contacts!: string[];
  /** The provider's own; a customer does not see it. */
  @Column({ type: 'text' }) note!: string;
  /** The vendor whose license files may join a customer that the provider added; null: whose comes first. */
  @Column({ type: 'text', nullable: true }) vendor!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
}

/** A customer's right to use the service, as one vendor granted it. */
@Entity('license')
export class LicenseRow {
  @PrimaryColumn({ type: 'text' }) vendor!: string;
  @PrimaryColumn({ type: 'text', name: 'license_id' }) licenseId!: string;
  @Column({ type: 'text', name: 'customer_id' }) customerId!: string;
  /** What its vendor calls the customer; null: the same. */
  @Column({ type: 'text', name: 'vendor_customer_id', nullable: true }) vendorCustomerId!: string | null;
  @Column({ type: 'text' }) product!: string;
  @Column({ type: 'text' }) edition!: string;
  @Column({ type: 'integer', name: 'overlap_hours' }) overlapHours!: number;
  @Column({ type: 'text', array: true, name: 'granted_feeds' }) grantedFeeds!: string[];
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
}

/** A submitted key: its hash and the signed terms that came with it, never the key. */
@Entity('license_key')
export class LicenseKeyRow {
  @PrimaryColumn({ type: 'bytea', name: 'key_hash' }) keyHash!: Buffer;
  @Column({ type: 'text' }) vendor!: string;
  @Column({ type: 'text', name: 'license_id' }) licenseId!: string;
  /** SHA-256 of the license file's payload, in hex. */
  @Column({ type: 'text' }) digest!: string;
  @Column({ type: 'text', array: true }) supersedes!: string[];
  @Column({ type: 'text', array: true, nullable: true }) feeds!: string[] | null;
  @Column({ type: 'integer', nullable: true }) seats!: number | null;
  @Column({ type: 'integer', name: 'requests_per_second', nullable: true }) requestsPerSecond!: number | null;
  @Column({ type: 'timestamptz', name: 'issued_at' }) issuedAt!: Date;
  @Column({ type: 'timestamptz', name: 'not_before' }) notBefore!: Date;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt!: Date;
  @Column({ type: 'integer', name: 'grace_days' }) graceDays!: number;
  @Column({ type: 'text' }) file!: string;
  @Column({ type: 'timestamptz', name: 'received_at' }) receivedAt!: Date;
  @Column({ type: 'timestamptz', name: 'submitted_at' }) submittedAt!: Date;
  @Column({ type: 'text', name: 'submitted_by' }) submittedBy!: string;
  /** When the license was marked as changed, the new key being awaited. */
  @Column({ type: 'timestamptz', name: 'changed_at', nullable: true }) changedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'superseded_at', nullable: true }) supersededAt!: Date | null;
  @Column({ type: 'bytea', name: 'superseded_by', nullable: true }) supersededBy!: Buffer | null;
}

/** A revoked hash never revives, whether its key was submitted before, after or never. */
@Entity('revoked_key')
export class RevokedKeyRow {
  @PrimaryColumn({ type: 'bytea', name: 'key_hash' }) keyHash!: Buffer;
  @PrimaryColumn({ type: 'text' }) vendor!: string;
  @Column({ type: 'timestamptz', name: 'revoked_at' }) revokedAt!: Date;
  @Column({ type: 'text', name: 'revoked_by' }) revokedBy!: string;
  @Column({ type: 'text' }) reason!: string;
}
