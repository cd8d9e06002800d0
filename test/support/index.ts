export { freePort } from '#libs/database';
export { type TestDatabase, testDatabase } from './test-database';
export { until } from './until';
export { type Program, startProcess, startProgram, stopPrograms } from './program';
export { drainJobs, person, testExchange, type TestExchange } from './test-exchange';
export { RedisServer } from './redis-server';
