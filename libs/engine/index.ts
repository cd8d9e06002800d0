export { engineLimits, type EngineLimits } from './engine-limits.data';
export { EnginePool, type EnginePoolOptions } from './engine-pool';
export {
  EngineFault,
  type DoneActions,
  type DoneFile,
  type Engine,
  type EngineOutcome,
  type EngineSession,
  type EngineTask,
} from './engine.port';
export { ownProcessEngine } from './own-process.engine';
export { tableKey } from './patient-key';
