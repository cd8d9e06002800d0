export {
  actorLabel,
  isPermitted,
  partsOf,
  type Actor,
  type CaseParty,
  type Permission,
  type PersonActor,
  type SystemActor,
  type SystemActorKind,
} from './actor';
export { type Booking, type Share } from './booking';
export {
  command,
  opening,
  type CaseDefinition,
  type CaseSnapshot,
  type ClockDefinition,
  type ClockState,
  type CommandContext,
  type CommandDefinition,
  type Duration,
  type Facts,
  type Guard,
  type GuardContext,
  type OpeningContext,
  type OpeningDefinition,
  type Outcome,
  type StateDefinition,
} from './case-definition';
export { refuseCase } from './case.errors';
export { clocksAfter, dueDate, recounted } from './clock';
export { authorise, decide, decideOpening, type Circumstances, type Opening } from './decide';
export { type Decision, type ReliedRow } from './decision';
export { faultsOf } from './definition-check';
export { destinations } from './destinations';
export { type Effect, type JobEffect, type Json, type JsonObject, type RowEffect, type StageEndedEffect, type TellEffect } from './effect';
export { lifecycleDiagram } from './lifecycle-diagram';
export { offeredCommands, type OfferedCommand } from './offered-commands';
export { permissionMatrix, type PermissionRow } from './permission-matrix';
export {
  choice,
  date,
  digest,
  document,
  flag,
  group,
  id,
  integer,
  list,
  money,
  optional,
  text,
  type Field,
  type FieldEntry,
  type Fields,
  type PayloadOf,
  type ValueOf,
} from './payload-fields';
export { exampleOf, schemaOf, type JsonSchema } from './payload-schema';
