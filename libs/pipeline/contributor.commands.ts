import { choice, command, id, integer, optional, text } from '#libs/cases';
import { newId } from '#libs/kernel';
import { type AssetData, type AssetState, type Contributor } from './asset-data';
import { alive, type AssetCommand } from './asset.command';
import { refusePipeline } from './pipeline.errors';

const WHOLE = 10_000;
const reason = text('理由', 'Reason', { max: 400, example: '已调离本科室' });

/** A share is asked of nobody and given to nobody: each contributor agrees or refuses himself. */
export const addContributor: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '添加贡献者', en: 'Add a contributor' },
  from: alive,
  by: ['hospital:it', 'hospital:director'],
  payload: {
    name: text('姓名或科室', 'Name or department', { max: 100, example: '放射科' }),
    kind: choice('类别', 'Kind', ['physician', 'department']),
    personId: optional(id('本人或科室代表', 'The person, or who speaks for the department', 'person')),
    shareBasisPoints: integer('分成（万分之一）', 'Share (basis points)', { min: 0, max: WHOLE }),
  },
  apply: ({ case: { data }, payload }) => {
    const given = data.contributors.reduce((sum, contributor) => sum + contributor.shareBasisPoints, payload.shareBasisPoints);
    if (given > WHOLE)
      return refusePipeline('asset.shares-exceed', 'The contributors would share more than the whole.', { field: 'shareBasisPoints' });
    const known = payload.personId !== undefined && data.contributors.some(({ personId }) => personId === payload.personId);
    if (known) return refusePipeline('asset.contributor-known', 'This person is a contributor already.', { field: 'personId' });
    const contributor: Contributor = { id: newId(), consent: 'asked', ...payload };
    return {
      data: { ...data, contributors: [...data.contributors, contributor] },
      recorded: { contributorId: contributor.id },
    };
  },
});

/** Also later, and in both directions: what was agreed can be withdrawn for what is still to come. */
export const answerAsContributor: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '贡献者表态', en: 'Answer as contributor' },
  from: alive,
  by: ['hospital:contributor'],
  payload: { contributorId: id('贡献者', 'Contributor', 'contributor'), consent: choice('意见', 'Answer', ['agreed', 'refused']) },
  apply: ({ case: { data }, payload, actor }) => {
    const own = data.contributors.find(
      (contributor) => contributor.id === payload.contributorId && actor.kind === 'person' && contributor.personId === actor.personId,
    );
    if (!own)
      return refusePipeline('asset.not-your-contribution', 'Only the contributor himself agrees or refuses.', { field: 'contributorId' });
    const contributors = data.contributors.map((contributor) => (contributor === own ? { ...own, consent: payload.consent } : contributor));
    return { data: { ...data, contributors } };
  },
});

/** For what is still to come: shares that were booked stay booked. */
export const removeContributor: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '移除贡献者', en: 'Remove a contributor' },
  from: alive,
  by: ['hospital:director'],
  payload: { contributorId: id('贡献者', 'Contributor', 'contributor'), reason },
  apply: ({ case: { data }, payload }) => {
    const left = data.contributors.filter((contributor) => contributor.id !== payload.contributorId);
    if (left.length === data.contributors.length)
      return refusePipeline('asset.no-such-contributor', 'There is no such contributor.', { field: 'contributorId' });
    return { data: { ...data, contributors: left } };
  },
});
