import { refusals } from '#libs/kernel';

export const refusePipeline = refusals({
  'asset.not-found': 'not-found',
});
