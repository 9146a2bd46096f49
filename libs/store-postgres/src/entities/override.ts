import type { Zone } from '@pksn/domain';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { COUNTER } from './column-types';

/** A local verdict. It counts in generations from `addedIn` up to, and not including, `removedIn`. */
@Entity('override')
export class OverrideRow {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id!: string;
  /** Null: the provider's own. */
  @Column({ type: 'text', name: 'customer_id', nullable: true }) customerId!: string | null;
  @Column({ type: 'jsonb' }) object!: Record<string, unknown>;
  @Column({ type: 'smallint' }) section!: number;
  @Column({ type: 'bytea' }) key!: Buffer;
  @Column({ type: 'text' }) zone!: Zone;
  @Column({ type: 'text', name: 'trust_group', nullable: true }) trustGroup!: string | null;
  @Column({ type: 'text', nullable: true }) threat!: string | null;
  @Column({ type: 'text' }) reason!: string;
  @Column({ type: 'text' }) author!: string;
  /** Set by a machine: machines never touch what a person set. */
  @Column({ type: 'boolean' }) machine!: boolean;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column({ ...COUNTER, name: 'added_in' }) addedIn!: number;
  @Column({ ...COUNTER, name: 'removed_in', nullable: true }) removedIn!: number | null;
  @Column({ type: 'text', name: 'removed_by', nullable: true }) removedBy!: string | null;
}
