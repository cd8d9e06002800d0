import { refusals } from '#libs/kernel';

export const refusePipeline = refusals({
  'asset.not-found': 'not-found',
  'asset.period-reversed': 'invalid',
  'asset.name-without-time': 'invalid',
  'asset.processor-registers-nothing': 'forbidden',
  'asset.right-not-registrable': 'forbidden',
  'asset.shares-exceed': 'invalid',
  'asset.contributor-known': 'conflict',
  'asset.no-such-contributor': 'not-found',
  'asset.no-budget': 'conflict',
  'asset.version-not-used': 'conflict',
  'asset.not-certified': 'conflict',
  'asset.not-your-contribution': 'forbidden',
  'asset.approval-in-future': 'invalid',
  'asset.approval-ended': 'invalid',
  'asset.stage-out-of-turn': 'conflict',
  'asset.override-forward': 'invalid',
  'manifest.not-the-one': 'invalid',
  'manifest.malformed': 'invalid',
  'raw-read.no-purpose': 'invalid',
});
