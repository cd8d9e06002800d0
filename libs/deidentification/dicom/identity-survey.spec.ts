import * as fc from 'fast-check';
import { MemorySource } from './byte-source';
import { parseDicomFile } from './file-parser';
import { surveyIdentities, type IdentitySurvey } from './identity-survey';
import { element, sampleElements, sampleFile } from './sample-object';
import { type OutputElement } from './writer';

// Goal: what is remembered of one file is never taken for what another states.

function survey(columns: readonly string[], ...changed: OutputElement[]): IdentitySurvey {
  const tags = new Set(changed.map(({ tag }) => tag));
  const elements = [...sampleElements().filter(({ tag }) => !tags.has(tag)), ...changed].sort((one, other) => one.tag - other.tag);
  const file = parseDicomFile(new MemorySource(sampleFile({ elements })));
  return surveyIdentities(file.source, file.dataSet, new Set(columns));
}

const letters = fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKLMN'), minLength: 6, maxLength: 12 });

it('tells of each file what that one states, in whatever order files come', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, letters), { minLength: 1, maxLength: 6 }), (patients) => {
      for (const [name, id] of [...patients, ...patients]) {
        const { patient, known } = survey([], element(0x00100010, 'PN', name), element(0x00100020, 'LO', id));
        expect(patient).toMatchObject({ name, patientId: id });
        expect(known.distinct?.test(`${id}1`) ?? false).toBe(false);
        expect(survey([], element(0x00100010, 'PN', name), element(0x00100020, 'LO', id))).toEqual({ patient, known });
      }
    }),
    { numRuns: 30 },
  );
});

it('reads the same bytes as the character set of their file says', () => {
  const bytes = Buffer.from('d5c5ceb0', 'hex');
  const read = (characterSet: string) => survey([], element(0x00080005, 'CS', characterSet), element(0x00100010, 'PN', bytes)).patient.name;
  expect([read('GB18030'), read('ISO_IR 100'), read('GB18030')]).toEqual(['张伟', 'ÕÅÎ°', '张伟']);
});

it('keeps options apart', () => {
  const station = element(0x00081010, 'SH', 'ROOM 4711 EAST');
  const finds = (columns: readonly string[]): boolean => survey(columns, station).known.distinct?.test('in ROOM 4711 EAST today') ?? false;
  expect([finds([]), finds(['device']), finds([])]).toEqual([true, false, true]);
});
