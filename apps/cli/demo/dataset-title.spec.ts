import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChestCtStudy } from '../synthetic';
import { surveyDataset, type DatasetSurvey } from './dataset-survey';
import { datasetTitle } from './dataset-title';

const today = '2026-11-22';
const survey = (more: Partial<DatasetSurvey>): DatasetSurvey => ({
  ...{ files: 10, bytes: 1e6, images: 10, studies: 10, firstDate: '2025-01-02', lastDate: '2025-12-30' },
  modalities: new Map([['CT', 10]]),
  bodyParts: new Map([['CHEST', 10]]),
  ...more,
});
const nameOf = (more: Partial<DatasetSurvey>): string => datasetTitle(survey(more), today).name;

describe('what the demo registers', () => {
  it.each<[string, Partial<DatasetSurvey>]>([
    ['2025年示范市医院胸部CT影像数据', {}],
    [
      '2004—2019年示范市医院颅脑磁共振影像数据',
      { modalities: new Map([['MR', 9]]), bodyParts: new Map([['BRAIN', 9]]), firstDate: '2004-05-01', lastDate: '2019-01-01' },
    ],
    [
      '2025年示范市医院CT与超声影像数据',
      {
        modalities: new Map([
          ['CT', 6],
          ['US', 4],
        ]),
        bodyParts: new Map([['CHEST', 5]]),
      },
    ],
    [
      '2025年示范市医院多模态医学影像数据',
      {
        modalities: new Map([
          ['CT', 6],
          ['US', 4],
          ['MR', 2],
        ]),
        bodyParts: new Map(),
      },
    ],
    [
      '2025年示范市医院X线影像数据',
      {
        modalities: new Map([
          ['CR', 6],
          ['DX', 4],
        ]),
        bodyParts: new Map([['王建国', 10]]),
      },
    ],
    ['2026年示范市医院医学影像数据', { modalities: new Map(), bodyParts: new Map(), firstDate: null, lastDate: null }],
  ])('%s', (name, more) => {
    expect(nameOf(more)).toBe(name);
    expect(name.length).toBeLessThanOrEqual(40);
  });

  it('says how much is there, and what is no image', () => {
    expect(datasetTitle(survey({ files: 12 }), today).summary).toContain('共10次检查、10个影像文件；另有2个文件');
  });

  it('is read of the files themselves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medbourse-title-'));
    try {
      const made = await generateChestCtStudy({ patients: 2, slicesPerSeries: 2, rows: 32, columns: 32, folder, seed: 'title' });
      const found = await surveyDataset(folder, made.files, today);
      expect(found).toMatchObject({ files: made.files.length, images: made.files.length });
      expect([...found.modalities.keys()]).toEqual(['CT']);
      expect(datasetTitle(found, today).name).toContain('胸部CT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
