import { Column, Entity, PrimaryColumn } from 'typeorm';
import { COUNTER } from './column-types';

/** One upload and how far it came. The row is the truth; a queue job only says "look at it". */
@Entity('package_import')
export class PackageImportRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'text', name: 'file_name' }) fileName!: string;
  @Column({ ...COUNTER, name: 'size_bytes' }) sizeBytes!: number;
  @Column({ type: 'text' }) sha256!: string;
  @Column({ type: 'boolean' }) hold!: boolean;
  @Column({ type: 'text' }) actor!: string;
  @Column({ type: 'text' }) state!: string;
  @Column({ type: 'text', nullable: true }) feed!: string | null;
  @Column({ ...COUNTER, nullable: true }) version!: number | null;
  @Column({ type: 'text', nullable: true }) kind!: string | null;
  @Column({ type: 'text', name: 'manifest_digest', nullable: true }) manifestDigest!: string | null;
  @Column({ type: 'text', nullable: true }) code!: string | null;
  @Column({ type: 'text', nullable: true }) detail!: string | null;
  @Column({ ...COUNTER, name: 'snapshot_id', nullable: true }) snapshotId!: number | null;
  @Column({ ...COUNTER, nullable: true }) generation!: number | null;
  @Column({ type: 'text', nullable: true }) phase!: string | null;
  @Column({ ...COUNTER, name: 'done_records', nullable: true }) doneRecords!: number | null;
  @Column({ ...COUNTER, name: 'total_records', nullable: true }) totalRecords!: number | null;
  @Column({ type: 'integer' }) attempts!: number;
  @Column({ type: 'integer' }) begun!: number;
  @Column({ type: 'timestamptz', name: 'created_at' }) createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'updated_at' }) updatedAt!: Date;
}
