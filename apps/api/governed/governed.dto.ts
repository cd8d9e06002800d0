import { ApiProperty } from '@nestjs/swagger';
import { type GovernedRead, type GovernedSummary } from '#libs/pipeline';

class TitleView {
  @ApiProperty()
  zh!: string;
  @ApiProperty()
  en!: string;
}

class DocumentView {
  @ApiProperty({ example: 'quality.json' })
  name!: string;
  @ApiProperty()
  title!: TitleView;
  @ApiProperty()
  mediaType!: string;
  @ApiProperty({ type: 'integer' })
  bytes!: number;
  @ApiProperty({ description: 'SHA-256, as the manifest of the governed version lists it.' })
  sha256!: string;
}

class HeldView {
  @ApiProperty({ example: 'burned-in-found' })
  code!: string;
  @ApiProperty({ type: 'integer' })
  files!: number;
}

class ProfileView {
  @ApiProperty({ example: 'DICOM PS3.15 2025e Annex E' })
  standard!: string;
  @ApiProperty({ type: [String] })
  options!: readonly string[];
}

class DimensionView {
  @ApiProperty({ example: 'completeness' })
  dimension!: string;
  @ApiProperty({ type: 'integer' })
  numerator!: number;
  @ApiProperty({ type: 'integer' })
  denominator!: number;
}

class QualityView {
  @ApiProperty({ example: 'GB/T 36344-2018' })
  standard!: string;
  @ApiProperty()
  rules!: string;
  @ApiProperty({ type: [DimensionView] })
  dimensions!: readonly DimensionView[];
}

class RiskView {
  @ApiProperty()
  rules!: string;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'Of an attacker who knows that his target is in it: people, classes, k, and the risks, each from 0 to 1.',
  })
  measured!: Readonly<Record<string, number>> | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'What the data committee determined of the attacker, and the risk that follows.',
  })
  determined!: object | null;
}

export class GovernedSummaryView implements GovernedSummary {
  @ApiProperty({ type: Number, nullable: true })
  datasetVersion!: number | null;
  @ApiProperty({ description: 'Digest of the governed version, to which the case is bound.' })
  governedDigest!: string;
  @ApiProperty({ type: String, nullable: true })
  sealedDigest!: string | null;
  @ApiProperty({ type: Object, nullable: true, description: 'Files by verdict, patients, scans, bytes.' })
  tally!: Readonly<Record<string, number>> | null;
  @ApiProperty({ type: [HeldView] })
  held!: readonly HeldView[];
  @ApiProperty({ type: ProfileView, nullable: true })
  deidentification!: ProfileView | null;
  @ApiProperty({ type: QualityView, nullable: true })
  quality!: QualityView | null;
  @ApiProperty({ type: RiskView, nullable: true })
  risk!: RiskView | null;
  @ApiProperty({ type: String, nullable: true, example: 'anonymised' })
  finding!: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'GB/T 39725-2020.' })
  level!: number | null;
  @ApiProperty({ type: [String] })
  routes!: readonly string[];
  @ApiProperty({ type: [DocumentView] })
  documents!: readonly DocumentView[];
}

export class GovernedReadView implements GovernedRead {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  caseId!: string;
  @ApiProperty({ example: 'quality.json', description: '`summary`, `unknown` for a name that there is not, or the name of a document.' })
  document!: string;
  @ApiProperty({ example: 'person:…@…' })
  reader!: string;
  @ApiProperty({ format: 'date-time', type: String })
  at!: Date;
}
