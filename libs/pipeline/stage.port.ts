import { type Result } from '#libs/kernel';

export type StageName = 'collection' | 'governance' | 'assessment' | 'confirmation' | 'trading';

/** What the pipeline asks of a stage. Each stage hands one in; the pipeline knows no more of it. */
export interface Stage {
  readonly name: StageName;
  /** The kinds of case that are the stage's. */
  readonly kinds: readonly string[];
  /** Ends what the stage holds open on this dataset version and on older ones. Given twice, it is done once. */
  supersede?(request: SupersedeRequest): Promise<Result<void>>;
}

export interface SupersedeRequest {
  readonly organisationId: string;
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly eventId: string;
}
