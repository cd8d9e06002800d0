import { type Refused } from '#libs/kernel';
import { type Right, type SourceKind } from './asset-data';
import { refusePipeline } from './pipeline.errors';

interface Stated {
  readonly source: SourceKind;
  readonly processorFor?: string;
  readonly holders: readonly { readonly rights: readonly Right[] }[];
}

/** What each source lets one register (guide art. 20, 21). An agreement gives what it says; its proof is the reviewer's matter. */
const REGISTRABLE: Readonly<Record<SourceKind, readonly Right[]>> = {
  'own-collection': ['holding', 'use', 'operation'],
  'collected-under-contract': ['holding', 'use', 'operation'],
  'public-data': ['holding', 'use'],
  agreement: ['holding', 'use', 'operation'],
  fusion: ['holding', 'use'],
  derived: ['holding', 'use', 'operation'],
};

/** Refuses `asset.processor-registers-nothing`, `asset.right-not-registrable`; undefined where the rights may be registered. */
export function unregistrable({ source, processorFor, holders }: Stated): Refused | undefined {
  if (processorFor) {
    return refusePipeline('asset.processor-registers-nothing', 'Who processes data for somebody else registers nothing (guide art. 21).', {
      field: 'rightsStatement.processorFor',
    });
  }
  const excess = holders.flatMap((holder) => holder.rights).find((right) => !REGISTRABLE[source].includes(right));
  if (!excess) return undefined;
  return refusePipeline('asset.right-not-registrable', `Data of this source carries no right of ${excess} (guide art. 21).`, {
    field: 'rightsStatement.holders',
    facts: { source, right: excess },
  });
}
