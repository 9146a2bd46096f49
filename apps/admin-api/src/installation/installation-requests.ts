import { IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';

export class InstallationSettingsBody {
  /** Of the settings that were looked at: others that were set meanwhile stay. Left out: whatever was set. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  revision?: number | null;

  /** By name; null gives a setting back to its process' own configuration, what is left out stays. */
  @IsObject()
  settings!: Record<string, unknown>;
}
