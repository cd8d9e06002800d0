import { type Act, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { isPermitted, partsOf, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { patientPseudonyms } from '#libs/deidentification/dicom';
import { PatientIndex, readPatientTable, tableDigest, type PatientTable } from '#libs/deidentification/patients';
import { tableKey } from '#libs/engine';
import { newId, ok, type Result } from '#libs/kernel';
import { type KeyStore, type ObjectStore } from '#libs/storage';
import { refuseGovernance } from './governance.errors';
import { giving, removing, type WholeMap } from './patient-map.acts';
import {
  currentMap,
  filesOfPatients,
  idleMaps,
  logTrace,
  mapOfId,
  type AssetKey,
  type PatientMap,
  type TracedFiles,
} from './patient-map.store';
import { openSealedMap, putSealedMap } from './sealed-patient-map';

export interface PatientMapParts {
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  readonly tenancy: Tenancy;
  /** Of the home of the hospital's raw data. */
  readonly objects: ObjectStore;
  readonly keys: KeyStore;
}

/** A patient of the asset, for a withdrawal. */
export interface TracedPatient {
  /** The table knows the number; otherwise it is taken for the Patient ID that images bear. */
  readonly byTable: boolean;
  readonly files: readonly TracedFiles[];
}

/**
 * The mapping table of an asset: given, looked at and removed by the hospital's IT alone. What it says is raw data and never comes back out; the
 * one question that it answers is which replacement a patient has, so that what is his can be found when he withdraws. Refuses
 * `governance.no-asset` (also for a foreign one), `governance.not-permitted`, and what the store of keys refuses.
 */
export class PatientMaps {
  constructor(private readonly parts: PatientMapParts) {}

  /** Refuses what `readPatientTable` refuses. */
  async give(actor: PersonActor, assetId: string, bytes: Buffer): Promise<Result<PatientMap>> {
    const asset = await this.assetFor(actor, assetId);
    if (!asset.ok) return asset;
    const table = readPatientTable(bytes);
    if (!table.ok) return table;
    const { objects, keys, tenancy } = this.parts;
    const secret = await keys.secretOf(asset.value.organisationId, assetId);
    if (!secret.ok) return secret;
    const sealedSha256 = await putSealedMap(objects, asset.value, secret.value, table.value);
    if (!sealedSha256.ok) return sealedSha256;
    const { summary } = table.value;
    const map = {
      id: newId(),
      digest: tableDigest(table.value, secret.value),
      sealedSha256: sealedSha256.value,
      summary,
      uploadedBy: actor.personId,
    };
    const given = await this.act(actor, asset.value, 'give-patient-map', async (before) =>
      ok(giving(asset.value, map, before, new Date())),
    );
    if (!given.ok) return given;
    const cleared = await this.clear(asset.value);
    if (!cleared.ok) return cleared;
    return tenancy.readTenant(asset.value.organisationId, async (query) => ok(shown((await mapOfId(query, asset.value, map.id))!)));
  }

  /** Refuses `governance.no-patient-map`. */
  async look(actor: PersonActor, assetId: string): Promise<Result<PatientMap>> {
    const asset = await this.assetFor(actor, assetId);
    if (!asset.ok) return asset;
    return this.parts.tenancy.readTenant(asset.value.organisationId, async (query) => {
      const map = await currentMap(query, asset.value);
      return map ? ok(shown(map)) : refuseNoMap();
    });
  }

  /**
   * Runs that begin from then on go without. The sealed bytes go as soon as no case that goes by them is open: here, or when the next table comes; with
   * the asset's secret they are lost in any case. Refuses `governance.no-patient-map`.
   */
  async remove(actor: PersonActor, assetId: string): Promise<Result<void>> {
    const asset = await this.assetFor(actor, assetId);
    if (!asset.ok) return asset;
    const removed = await this.act(actor, asset.value, 'remove-patient-map', async (map) =>
      map ? ok(removing(asset.value, map, actor.personId, new Date())) : refuseNoMap(),
    );
    return removed.ok ? this.clear(asset.value) : removed;
  }

  /** Carried out on the asset's case: who gives, replaces or removes a table stands in the audit chain, in the same write as the table's row. */
  private act(
    actor: PersonActor,
    asset: AssetKey,
    act: string,
    actOn: (current: WholeMap | undefined) => Promise<Result<Act>>,
  ): Promise<Result<unknown>> {
    const { tenancy, runner } = this.parts;
    return runner().act({ organisationId: asset.organisationId, caseId: asset.assetId, act, actor }, async () => {
      const current = await tenancy.readTenant(asset.organisationId, async (query) => ok(await currentMap(query, asset)));
      return current.ok ? actOn(current.value) : current;
    });
  }

  private async clear(asset: AssetKey): Promise<Result<void>> {
    const { tenancy, objects } = this.parts;
    const idle = await tenancy.readTenant(asset.organisationId, async (query) => ok(await idleMaps(query, asset)));
    if (!idle.ok) return idle;
    for (const { sealedSha256 } of idle.value) {
      const deleted = await objects.delete(asset.organisationId, sealedSha256);
      if (!deleted.ok) return deleted;
    }
    return ok(undefined);
  }

  /** Logged before it is answered. The number asked for is neither kept nor given back. */
  async trace(
    actor: PersonActor,
    assetId: string,
    question: { identifier: string; issuer?: string; reason: string },
  ): Promise<Result<TracedPatient>> {
    const asset = await this.assetFor(actor, assetId);
    if (!asset.ok) return asset;
    const { tenancy, keys } = this.parts;
    const secret = await keys.secretOf(asset.value.organisationId, assetId);
    if (!secret.ok) return secret;
    const index = await this.indexOf(asset.value, secret.value);
    if (!index.ok) return index;
    const key = index.value?.keyOfAny(question.identifier) ?? null;
    const pseudonyms = patientPseudonyms(secret.value, {
      patientId: question.identifier,
      issuer: question.issuer ?? null,
      key: key === null ? null : tableKey(key),
    });
    return tenancy.inTenant(asset.value.organisationId, async (query) => {
      await logTrace(query, asset.value, actor.personId, question.reason);
      return ok({ byTable: key !== null, files: await filesOfPatients(query, asset.value, pseudonyms) });
    });
  }

  private async indexOf(asset: AssetKey, secret: Buffer): Promise<Result<PatientIndex | null>> {
    const { tenancy, objects } = this.parts;
    const map = await tenancy.readTenant(asset.organisationId, async (query) => ok(await currentMap(query, asset)));
    if (!map.ok) return map;
    if (!map.value) return ok(null);
    const opened = await openSealedMap(objects, asset, secret, map.value.sealedSha256);
    return opened.ok ? ok(new PatientIndex(JSON.parse(opened.value) as PatientTable['entries'])) : opened;
  }

  private async assetFor(actor: PersonActor, assetId: string): Promise<Result<AssetKey>> {
    const read = await this.parts.store.read(actor.organisationId, assetId);
    const snapshot = read?.snapshot;
    if (snapshot?.kind !== 'asset' || snapshot.organisationId !== actor.organisationId)
      return refuseGovernance('governance.no-asset', 'There is no such asset.');
    const by = ['hospital:it'] as const;
    if (!isPermitted(actor, partsOf(actor, snapshot.parties), by))
      return refuseGovernance('governance.not-permitted', `This is for ${by.join(', ')}.`, { facts: { by } });
    return ok({ organisationId: snapshot.organisationId, assetId });
  }
}

const refuseNoMap = () => refuseGovernance('governance.no-patient-map', 'No mapping table was given for the asset.');

const shown = ({ id, digest, summary, uploadedAt, uploadedBy }: PatientMap): PatientMap => ({
  id,
  digest,
  summary,
  uploadedAt,
  uploadedBy,
});
