import { LICENSING_LIMITS } from '@pksn/licensing';
import { IsString, MaxLength } from 'class-validator';

export class AnnouncementBody {
  /** The file as the vendor sent it. */
  @IsString()
  @MaxLength(LICENSING_LIMITS.announcementBytes)
  announcement!: string;
}
