export { freePort } from '#libs/database';
export { type TestDatabase, type TestDatabaseOptions, testDatabase } from './test-database';
export { until, type UntilOptions } from './until';
export { type End, type Program, type ProgramOptions, startProcess, startProgram, stopPrograms } from './program';
export { drainJobs, person, testExchange, type TestDependencies, type TestExchange, type TestExchangeOptions } from './test-exchange';
