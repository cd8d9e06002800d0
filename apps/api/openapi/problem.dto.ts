import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldProblemView {
  @ApiProperty({ example: 'roles.0' })
  field!: string;

  @ApiProperty({ type: [String], example: ['isIn'] })
  rules!: string[];
}

/** Problem details (RFC 9457). */
export class ProblemView {
  @ApiProperty({ format: 'uri', example: 'urn:medbourse:problem:case.conflict' })
  type!: string;

  @ApiProperty({ example: 'Conflict' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 409 })
  status!: number;

  @ApiPropertyOptional({ example: 'Somebody else changed this record. Look again.' })
  detail?: string;

  @ApiProperty({ description: 'Path of the request.', example: '/api/cases/01981f0e-7f5e-7000-8000-000000000000' })
  instance!: string;

  @ApiProperty({ description: 'Stable; what programs look at.', example: 'case.conflict' })
  code!: string;

  @ApiProperty({ description: 'W3C trace id; give it to whoever helps you.', example: '0af7651916cd43dd8448eb211c80319c' })
  traceId!: string;

  @ApiPropertyOptional({ description: 'The one input that is wrong.' })
  field?: string;

  @ApiPropertyOptional({ description: 'Where the case stood.', example: 'sealed' })
  state?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'What a person needs to act on it.' })
  facts?: Record<string, unknown>;

  @ApiPropertyOptional({ type: [FieldProblemView], description: 'All inputs that do not fit their schema.' })
  fields?: FieldProblemView[];
}
