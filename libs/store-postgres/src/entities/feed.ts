import { Column, Entity, PrimaryColumn } from 'typeorm';
import { COUNTER } from './column-types';

/** A named stream of a vendor's data, its settings, and the floor below which no package may fall. */
@Entity('feed')
export class FeedRow {
  @PrimaryColumn({ type: 'text' }) name!: string;
  @Column({ type: 'text' }) vendor!: string;
  @Column({ type: 'integer' }) priority!: number;
  @Column({ type: 'text' }) activation!: string;
  @Column({ type: 'boolean' }) open!: boolean;
  @Column({ type: 'boolean' }) pinned!: boolean;
  @Column({ type: 'timestamptz', name: 'pinned_at', nullable: true }) pinnedAt!: Date | null;
  @Column({ type: 'text', name: 'pinned_by', nullable: true }) pinnedBy!: string | null;
  @Column({ type: 'text', name: 'pin_reason', nullable: true }) pinReason!: string | null;
  @Column({ ...COUNTER, name: 'floor_version' }) floorVersion!: number;
  @Column({ type: 'text', name: 'floor_digest', nullable: true }) floorDigest!: string | null;
  @Column({ type: 'text', array: true, name: 'floor_signers', nullable: true }) floorSigners!: string[] | null;
}
