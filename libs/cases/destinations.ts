import { type CommandDefinition } from './case-definition';

/** The states that a command given in `from` may lead to; `from` alone where the case stays. */
export function destinations<S extends string>({ to }: Pick<CommandDefinition<never, S>, 'to'>, from: S): readonly S[] {
  if (to === undefined) return [from];
  if (typeof to === 'string') return [to];
  return isList(to) ? to : (to[from] ?? [from]);
}

const isList = <S extends string>(to: readonly S[] | object): to is readonly S[] => Array.isArray(to);
