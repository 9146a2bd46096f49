import { IsBooleanString, IsOptional } from 'class-validator';

export class UploadQuery {
  @IsOptional()
  @IsBooleanString()
  hold?: string;
}
