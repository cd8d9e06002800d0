import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { type Bilingual } from '#libs/kernel';
import { PageQuery } from '../request/page.dto';

export class NoticeQuery extends PageQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Only those that you have not read.', default: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  unread?: boolean;
}

class NoticeTextView implements Bilingual {
  @ApiProperty({ example: '已封存 1000 个文件' })
  zh!: string;

  @ApiProperty({ example: '1000 files are sealed' })
  en!: string;
}

export class NoticeView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'The case that it is about.', format: 'uuid' })
  caseId!: string;

  @ApiProperty({ example: 'collection' })
  caseKind!: string;

  @ApiProperty({ description: 'A stable code, for programs.', example: 'collection.sealed' })
  message!: string;

  @ApiProperty({ type: 'object', additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] } })
  parameters!: Readonly<Record<string, string | number>>;

  @ApiProperty({ type: NoticeTextView })
  text!: Bilingual;

  @ApiProperty({ type: String, format: 'date-time', description: 'Legal time.' })
  at!: Date;

  @ApiProperty()
  read!: boolean;
}
