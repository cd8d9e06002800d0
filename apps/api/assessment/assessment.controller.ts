import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { currentChecklist, OpinionStore, refuseAssessment, type Checklist } from '#libs/assessment';
import { type Actor } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { CurrentActor } from '../access/actor.decorator';
import { IdParameter } from '../request/id.pipe';

class SignedOpinionDto {
  @ApiProperty({ type: Object, description: 'The opinion. Its canonical JSON (RFC 8785) is what was signed.' })
  opinion!: object;

  @ApiProperty({ description: "The firm's detached JSON Web Signature (RFC 7515, appendix F; Ed25519)." })
  signature!: string;

  @ApiProperty({ description: 'Key of /.well-known/medbourse-keys.json.' })
  keyId!: string;

  @ApiProperty({ description: 'SHA-256 of the canonical JSON.' })
  digest!: string;

  @ApiProperty({ format: 'date-time', type: String })
  signedAt!: Date;
}

/** What a reviewer works by and what comes out of his work. */
@ApiTags('assessments')
@Controller('api')
export class AssessmentController {
  constructor(@Inject(OpinionStore) private readonly opinions: OpinionStore) {}

  @Get('assessments/:id/opinion')
  @ApiOperation({ summary: '法律意见书 / The signed opinion', description: 'For the hospital and its firm.' })
  @ApiOkResponse({ type: SignedOpinionDto })
  async opinion(@CurrentActor() actor: Actor, @Param('id', IdParameter) id: string): Promise<SignedOpinionDto> {
    const signed = orThrow(await this.opinions.read(actor.organisationId, id));
    if (!signed) return orThrow(refuseAssessment('assessment.no-opinion', 'There is no signed opinion.'));
    const { document, signature, keyId, digest, signedAt } = signed;
    return { opinion: JSON.parse(document) as object, signature, keyId, digest, signedAt };
  }

  @Get('checklists/current')
  @ApiOperation({ summary: '审查清单 / The checklist that new assessments begin under' })
  @ApiOkResponse({ type: Object })
  checklist(@CurrentActor() _: Actor): Checklist {
    return currentChecklist();
  }
}
