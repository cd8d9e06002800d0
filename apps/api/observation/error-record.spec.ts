import { describeError } from './error-record';

const patient = '王晓东';

describe('the record of an error', () => {
  it('keeps what our own code said, and where', () => {
    const record = describeError(new TypeError('no posting without a transaction'));
    expect(record).toMatchObject({ name: 'TypeError', message: 'no posting without a transaction' });
    expect(record.frames[0]).toContain('error-record.spec');
  });

  it('keeps no value that a database, a parser or a thrown text quotes', () => {
    const fromPostgres = Object.assign(new Error(`invalid input syntax: "${patient}"`), {
      severity: 'ERROR',
      code: '22P02',
      detail: patient,
    });
    const unique = Object.assign(new Error(`duplicate ${patient}`), { code: '23505', constraint: 'person_email', detail: patient });
    let fromParser: unknown;
    try {
      JSON.parse(patient);
    } catch (error) {
      fromParser = error;
    }
    for (const thrown of [fromPostgres, unique, fromParser, patient, { patient }])
      expect(JSON.stringify(describeError(thrown))).not.toContain(patient);
    expect(describeError(unique)).toMatchObject({ code: '23505', constraint: 'person_email' });
  });

  it('keeps no value from a stack whose message has several lines', () => {
    const error = Object.assign(new Error(`first\n${patient}\n  second`), { severity: 'ERROR' });
    expect(JSON.stringify(describeError(error))).not.toContain(patient);
  });
});
