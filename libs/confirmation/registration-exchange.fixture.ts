import { generateKeyPairSync } from 'node:crypto';
import { type CommandAnswer } from '#libs/case-runtime';
import { type Actor, type CaseSnapshot } from '#libs/cases';
import { newId, orThrow, type LegalDate, type Result } from '#libs/kernel';
import { assetKind, pipelineJobs } from '#libs/pipeline';
import { ed25519Signer, type Signer } from '#libs/transparency';
import { person, testExchange, type TestExchange } from '../../test/support';
import { applicationPayload, assetOf, passedReview } from './confirmation.fixture';
import { type ConfirmationData } from './confirmation.data';
import { confirmationJobs } from './confirmation.jobs';
import { confirmationKind } from './confirmation.kind';
import { confirmationStage } from './confirmation.stage';
import { TransparencyLog } from './log/transparency-log';
import { KeyRegister, LOG_HOLDER, publishedSigners } from './register/key-register';

export const ORIGIN = 'test.medbourse/registrations';

/** For tests: a hospital and two agencies on a real Postgres, with assets that wait to be registered. */
export class RegistrationExchange {
  readonly hospital = newId();
  readonly agency = newId();
  readonly stranger = newId();
  readonly staff = person(this.hospital, 'hospital', 'it');
  readonly registrar = person(this.agency, 'agency', 'registrar');
  readonly signers = new Map<string, Signer>();
  exchange!: TestExchange;
  log!: TransparencyLog;

  static async begin(): Promise<RegistrationExchange> {
    const made = new RegistrationExchange();
    await made.compose();
    return made;
  }

  /** An asset in confirmation, with an opinion that stands. */
  async asset(): Promise<string> {
    const id = newId();
    const { data } = assetOf();
    const governed = { ...data.governed!, assetId: id };
    await this.exchange.database.look(
      `insert into case_record (organisation_id, id, kind, definition_version, asset_id, state, version, data, opened_at, changed_at)
       values ($1, $2, 'asset', 1, null, 'confirmation', 1, $3, now(), now())`,
      [this.hospital, id, JSON.stringify({ ...data, governed, opinion: { ...data.opinion!, assetId: id } })],
    );
    await this.exchange.database.look(
      `insert into case_party (organisation_id, case_id, party_organisation_id, part) values ($1, $2, $1, 'hospital')`,
      [this.hospital, id],
    );
    return id;
  }

  open(assetId: string): Promise<Result<CommandAnswer>> {
    const payload = { ...applicationPayload, agencyId: this.agency };
    return this.exchange.runner.open({ kind: 'confirmation', organisationId: this.hospital, assetId, payload, actor: this.staff });
  }

  give(caseId: string, command: string, payload: object = {}, actor: Actor = this.registrar): Promise<Result<CommandAnswer>> {
    return this.exchange.runner.command({ kind: 'confirmation', caseId, command, payload, actor });
  }

  /** Every step must be accepted. */
  async play(caseId: string, ...steps: readonly (readonly [string, object?, Actor?])[]): Promise<void> {
    for (const [command, payload, actor] of steps) orThrow(await this.give(caseId, command, payload, actor));
  }

  async at(organisationId: string, id: string): Promise<CaseSnapshot | undefined> {
    return (await this.exchange.store.read(organisationId, id))?.snapshot;
  }

  async dataOf(id: string): Promise<ConfirmationData> {
    return (await this.at(this.hospital, id))!.data as ConfirmationData;
  }

  /** A registration whose notice was published on that day. */
  async noticed(on: LegalDate): Promise<{ id: string; assetId: string }> {
    await this.exchange.advanceTo(on);
    const assetId = await this.asset();
    const { caseId } = orThrow(await this.open(assetId));
    await this.play(caseId, ['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    return { id: caseId, assetId };
  }

  /** A registration with its certificate, noticed on one day and attested on the other. */
  async certified(noticedOn: LegalDate, attestedOn: LegalDate): Promise<{ id: string; assetId: string; number: string }> {
    const noticed = await this.noticed(noticedOn);
    await this.exchange.advanceTo(attestedOn);
    await this.play(noticed.id, ['attest']);
    await this.exchange.drainJobs();
    return { ...noticed, number: (await this.dataOf(noticed.id)).attestation!.number };
  }

  private signerOf(holder: string): Promise<Signer> {
    if (!this.signers.has(holder)) this.signers.set(holder, ed25519Signer(generateKeyPairSync('ed25519').privateKey));
    return Promise.resolve(this.signers.get(holder)!);
  }

  private async compose(): Promise<void> {
    this.exchange = await testExchange({
      kinds: () => [assetKind, confirmationKind()],
      jobs: ({ database, store, runner }) => {
        const { app } = database.connections;
        const signerOf = publishedSigners((holder) => this.signerOf(holder), new KeyRegister(app));
        this.log = new TransparencyLog({ app, origin: ORIGIN, signer: () => signerOf(LOG_HOLDER) });
        const stages = [confirmationStage({ tenancy: database.tenancy, runner })];
        return [...confirmationJobs({ store, runner, log: this.log, signerOf }), ...pipelineJobs({ runner, stages })];
      },
    });
    await this.organisation(this.hospital, '某市人民医院', 'hospital', '11520000000000001A');
    await this.organisation(this.agency, '数据产权登记中心', 'agency', '11520000000000002B');
    await this.organisation(this.stranger, '另一登记中心', 'agency', '11520000000000003C');
  }

  private organisation(id: string, name: string, role: string, creditCode: string): Promise<unknown> {
    return this.exchange.database.look(
      `insert into organisation (id, credit_code, name, roles, home, region) values ($1, $2, $3, $4, 'main', '520100')`,
      [id, creditCode, name, [role]],
    );
  }
}
