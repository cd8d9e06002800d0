// Nest 12 and a few others are ES modules: on Node 20 jest can only load them transformed to CommonJS.
const esModules = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'load-esm',
  'uid',
  'ansis',
];

const base = {
  testEnvironment: 'node',
  // Looked up in a sandbox these cost a hundred times as much: loops over pixels would take minutes.
  sandboxInjectedGlobals: ['Math', 'Number', 'Array', 'Uint8Array', 'Int32Array', 'Float32Array', 'Float64Array'],
  moduleNameMapper: { '^#libs/(.*)$': '<rootDir>/libs/$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};

const withPostgres = { globalSetup: '<rootDir>/test/support/start-postgres.ts', globalTeardown: '<rootDir>/test/support/stop-postgres.ts' };

module.exports = {
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/count-reporter.cjs'],
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'] },
    { ...base, ...withPostgres, displayName: 'int', testMatch: ['<rootDir>/{apps,libs}/**/*.int-spec.ts'] },
    { ...base, ...withPostgres, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
    { ...base, ...withPostgres, displayName: 'system', testMatch: ['<rootDir>/test/{system,faults}/**/*.system-spec.ts'] },
  ],
};
