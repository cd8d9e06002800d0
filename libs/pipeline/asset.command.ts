import { type Actor, type CommandDefinition } from '#libs/cases';
import { type AssetData, type AssetState } from './asset-data';

export type AssetCommand = CommandDefinition<AssetData, AssetState>;

/** Every state but the last. */
export const alive = ['collection', 'governance', 'assessment', 'confirmation', 'trading'] as const satisfies readonly AssetState[];

export const nameOf = (actor: Actor): string => (actor.kind === 'person' ? actor.personId : actor.id);
