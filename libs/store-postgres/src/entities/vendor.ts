import type { Envelope } from '@pksn/ingest';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A vendor that an administrator chose to trust, by the fingerprint of its root at that time. */
@Entity('vendor')
export class VendorRow {
  @PrimaryColumn({ type: 'text' }) name!: string;
  @Column({ type: 'text', name: 'anchor_fingerprint' }) anchorFingerprint!: string;
  @Column({ type: 'timestamptz', name: 'trusted_at' }) trustedAt!: Date;
}

/** Every root version that was accepted; the highest is in force. */
@Entity('vendor_root')
export class VendorRootRow {
  @PrimaryColumn({ type: 'text' }) vendor!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  @Column({ type: 'text' }) fingerprint!: string;
  @Column({ type: 'jsonb' }) envelope!: Envelope;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt!: Date;
  @Column({ type: 'timestamptz', name: 'added_at' }) addedAt!: Date;
}
