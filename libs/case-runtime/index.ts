export { type Act } from './case-act';
export { type CaseKind, type FactLoader, type FactQuestion, type LoadedFact } from './case-kind';
export { CaseRegistry } from './case-registry';
export { CaseRunner, type Books, type CommandAnswer, type CommandRequest, type OpenRequest } from './case-runner';
export { caseRuntimeMigrations } from './case-runtime.migration';
export { CaseStore, type ReadCase } from './case-store';
export { STAGE_ENDED_JOB } from './case-write';
export { ClockRunner } from './clock.runner';
export { checkPayload, payloadClassOf } from './payload-class';
