import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CaseStore } from '#libs/case-runtime';
import { type Permission, type PersonActor } from '#libs/cases';
import { type Preview } from '#libs/deidentification/dicom';
import { type Query, type Tenancy } from '#libs/database';
import { EngineFault, type Engine } from '#libs/engine';
import { ok, type Result } from '#libs/kernel';
import { type RawReads } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { deskFiles, deskGroups, type DeskFile, type DeskGroup, type DeskQuestion } from './desk.store';
import { refuseGovernance } from './governance.errors';
import { type HeldFile } from './held-file';
import { type CaseKey } from './measure.store';
import { seenCase } from './seen-case';

/** What renders a raw file where it lies. */
export interface RawRendering {
  readonly engine: Engine;
  /** For copies of files that do not lie on this machine; of this process's user alone. */
  readonly workFolder: string;
}

export interface DeskDependencies {
  readonly store: CaseStore;
  readonly tenancy: Tenancy;
  readonly objects: ObjectStore;
  readonly rawReads: RawReads;
  /** Absent: nothing is shown. */
  readonly rendering?: RawRendering;
  /** A held file, once it is on record who looks. */
  held(actor: PersonActor, caseId: string, file: number): Promise<Result<HeldFile>>;
}

export interface PreviewRequest {
  readonly caseId: string;
  readonly file: number;
  readonly frame: number;
  /** In pixels. */
  readonly longestSide: number;
  readonly purpose: string;
}

/** Who decides on held files, and sees them. */
export const DECIDERS: readonly Permission[] = ['hospital:it', 'hospital:data-committee'];

/** What people see who decide on held files. Refuses as `GovernanceReports`. */
export class QuarantineDesk {
  constructor(private readonly dependencies: DeskDependencies) {}

  /** Held files in the order of the sealed manifest, without where they stood. */
  files(actor: PersonActor, caseId: string, question: DeskQuestion): Promise<Result<DeskFile[]>> {
    return this.read(actor, caseId, (query, key) => deskFiles(query, key, question));
  }

  /** Held files that are alike, the most first: what one decision may be for. */
  groups(actor: PersonActor, caseId: string): Promise<Result<DeskGroup[]>> {
    return this.read(actor, caseId, deskGroups);
  }

  /** A picture of one frame of a held file, on record as a read of raw data. Refuses `governance.no-preview`, `raw-read.no-purpose`. */
  async preview(actor: PersonActor, { caseId, file, frame, longestSide, purpose }: PreviewRequest): Promise<Result<Preview>> {
    const { held, rawReads } = this.dependencies;
    const found = await held(actor, caseId, file);
    if (!found.ok) return found;
    const { sha256, bytes } = found.value;
    const { organisationId } = actor;
    const recorded = await rawReads.record({ organisationId, caseId, sha256, actor, purpose });
    if (!recorded.ok) return recorded;
    const preview = await this.withPath(organisationId, sha256, (engine, input) => engine.preview({ input, bytes, frame, longestSide }));
    if (!preview.ok) return preview;
    return preview.value
      ? ok(preview.value)
      : refuseGovernance('governance.no-preview', 'There is nothing to show of this file, or not of this frame.', {
          facts: { file, frame },
        });
  }

  private async withPath<T>(
    organisationId: string,
    sha256: string,
    work: (engine: Engine, path: string) => Promise<T>,
  ): Promise<Result<T>> {
    const { objects, rendering } = this.dependencies;
    if (!rendering) return refuseGovernance('governance.no-preview', 'Nothing is rendered here.');
    const { engine, workFolder } = rendering;
    try {
      if (objects.local) return ok(await work(engine, objects.local.pathOf(organisationId, sha256)));
      await mkdir(workFolder, { recursive: true, mode: 0o700 });
      const folder = await mkdtemp(join(workFolder, 'preview-'));
      try {
        const opened = await objects.open(organisationId, sha256);
        if (!opened.ok) return opened;
        const path = join(folder, 'input');
        await pipeline(opened.value, createWriteStream(path, { mode: 0o600 }));
        return ok(await work(engine, path));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    } catch (error) {
      if (error instanceof EngineFault) return refuseGovernance('governance.no-preview', 'The file could not be rendered now.');
      throw error;
    }
  }

  private async read<T>(actor: PersonActor, caseId: string, work: (query: Query, key: CaseKey) => Promise<T>): Promise<Result<T>> {
    const { store, tenancy } = this.dependencies;
    const seen = await seenCase(store, actor, caseId, DECIDERS);
    if (!seen.ok) return seen;
    return tenancy.readTenant(seen.value.organisationId, async (query) => ok(await work(query, seen.value)));
  }
}
