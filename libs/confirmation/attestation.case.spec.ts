import fc from 'fast-check';
import { addDays, addMonths, sha256Hex, type LegalDate } from '#libs/kernel';
import { certificateText, recordText } from './certificate.document';
import {
  assetOf,
  cleared,
  clock,
  digestOf,
  FIRST_DAY,
  job,
  passedReview,
  pipeline,
  PlayedConfirmation,
  registrar,
  codeOf,
  effectsOf,
  rowsOf,
  ended,
  signed,
} from './confirmation.fixture';

describe('attestation and certificate (art. 26, 27)', () => {
  const certified = () => cleared().play(['attest'], ['certify', signed, job]);

  it('seals the record under the first number of the month', () => {
    const played = cleared().play(['attest']);
    const attestation = played.snapshot!.data.attestation!;
    expect(attestation).toMatchObject({ number: 'SJ5212026110001', validUntil: '2031-11-26' });
    const [record] = rowsOf(played, 'registration_record');
    expect(record!.values).toMatchObject({
      digest: attestation.recordDigest,
      body: recordText(played.snapshot!.id, played.snapshot!.data, attestation),
    });
    expect(sha256Hex(record!.values['body'] as string)).toBe(attestation.recordDigest);
    expect(rowsOf(played, 'agency_code')).toHaveLength(1);
    expect(rowsOf(played, 'certificate_number')[0]!.values).toMatchObject({ prefix: 'SJ521', month: '202611', serial: 1 });
  });

  it.each([
    [
      'all numbers of the month are given out',
      { numbering: { region: '52', digit: 1, freeDigit: 2, lastSerials: { '202611': 9999 } } },
      'confirmation.numbers-exhausted',
    ],
    [
      'no code is left for the agency',
      { numbering: { region: '52', digit: null, freeDigit: null, lastSerials: {} } },
      'confirmation.agency-codes-exhausted',
    ],
    ['an objection is on its way', { pendingObjections: { count: 1 } }, 'confirmation.objection-pending'],
    [
      'the dataset changed',
      { asset: assetOf({ governed: { ...assetOf().data.governed!, digest: digestOf('9') } }) },
      'confirmation.dataset-changed',
    ],
    ['the opinion was voided', { asset: assetOf({ opinion: null }) }, 'confirmation.opinion-ended'],
  ])('is refused where %s', (_why, facts, code) => {
    const played = cleared();
    Object.assign(played.facts, facts);
    expect(codeOf(played.give('attest'))).toBe(code);
  });

  it('issues number 9,999', () => {
    const played = cleared();
    played.facts['numbering'] = { region: '52', digit: 1, freeDigit: 2, lastSerials: { '202611': 9998 } };
    played.play(['attest']);
    expect(played.snapshot!.data.attestation!.number).toBe('SJ5212026119999');
  });

  it('is refused where an authorisation has ended', () => {
    const played = new PlayedConfirmation();
    played.facts['asset'] = assetOf({ approvals: [{ ...assetOf().data.approvals[0]!, endsOn: '2026-11-26' }] });
    expect(codeOf(played.apply())).toBe('ok');
    played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
    played.on('2026-11-27').play(['close-notice', {}, clock]);
    expect(codeOf(played.give('attest'))).toBe('confirmation.authorisation-ended');
  });

  it('publishes the certificate without contact or attachments, and hands over', () => {
    const played = certified();
    const [row] = rowsOf(played, 'certificate_published');
    expect(row!.values).toMatchObject({
      number: 'SJ5212026110001',
      state: 'valid',
      document: certificateText(played.snapshot!.id, played.snapshot!.data),
    });
    expect(row!.values['document']).not.toMatch(/0851|观山湖/);
    expect(ended(played)).toMatchObject([{ outcome: 'attested', number: 'SJ5212026110001', governedDigest: digestOf('1') }]);
    played.on('2031-11-27').play(['lapse', {}, clock]);
    expect(rowsOf(played, 'certificate_published')[0]!.values).toMatchObject({ state: 'lapsed' });
  });

  it('says SIMULATION on record, certificate and notice in a simulation', () => {
    const played = cleared();
    played.facts['legalTime'] = { simulated: true };
    played.play(['attest']);
    expect(rowsOf(played, 'registration_record')[0]!.values['body']).toContain('"simulation":"SIMULATION"');
    expect(rowsOf(played, 'notice_published')[0]!.values).toMatchObject({ simulated: true });
    played.play(['certify', signed, job]);
    expect(rowsOf(played, 'certificate_published')[0]!.values['document']).toContain('"simulation":"SIMULATION"');
    expect(certificateText('x', certified().snapshot!.data)).not.toContain('SIMULATION');
  });

  it('shows a registrar that the issue failed, and lets him try again', () => {
    const played = cleared().play(['attest']);
    expect(codeOf(played.give('certify-again'))).toBe('confirmation.issue-under-way');
    played.play(['certify-failed', { code: 'internal' }, job], ['certify-again']);
    expect(effectsOf(played, 'job')).toMatchObject([{ job: 'confirmation.certify' }]);
    played.play(['certify', signed, job]);
    expect(played.state).toBe('certified');
  });

  it('is superseded by a new version of the dataset', () => {
    const played = certified().play(['void', { reason: 'dataset-version-superseded' }, pipeline]);
    expect([played.state, rowsOf(played, 'certificate_published')[0]!.values['state']]).toEqual(['void', 'superseded']);
    expect(codeOf(certified().give('void', { reason: 'x' }, registrar))).toBe('case.not-permitted');
  });

  it('never lasts longer than five years or an authorisation', () => {
    const day = fc.integer({ min: 1, max: 90 }).map((months): LegalDate => addMonths(FIRST_DAY, months));
    fc.assert(
      fc.property(day, day, (opinionEnd, holderEnd) => {
        const played = new PlayedConfirmation();
        const asset = assetOf();
        const [holder] = asset.data.rightsStatement.holders;
        played.facts['asset'] = assetOf({
          opinion: { ...asset.data.opinion!, validUntil: opinionEnd },
          rightsStatement: { source: 'agreement', holders: [{ ...holder!, termEnds: holderEnd }] },
        });
        if (!played.apply().ok) return false;
        played.play(['accept'], ['begin-review'], ['record-review', passedReview], ['publish-notice']);
        played.on('2026-11-27').play(['close-notice', {}, clock], ['attest']);
        const { validUntil } = played.snapshot!.data.attestation!;
        const ends = [opinionEnd, holderEnd, '2032-06-30', addDays(addMonths('2026-11-27', 60), -1)];
        return ends.every((end) => validUntil <= end) && ends.includes(validUntil);
      }),
      { numRuns: 40 },
    );
  });
});
