// Imports go down only: apps -> stages -> pipeline -> case-runtime -> identity, ledger, queue, notifications
// -> database, storage, engine -> pure libraries -> kernel. test/imports.spec.ts proves that each rule can fail.
const stages = ['collection', 'governance', 'assessment', 'confirmation', 'trading'];
const pure = ['cases', 'terms', 'deidentification', 'transparency'];
const layers = [
  ['kernel'],
  pure,
  ['database', 'storage', 'engine'],
  ['identity', 'ledger', 'queue', 'notifications'],
  ['case-runtime'],
  ['pipeline'],
  stages,
];

const lib = (names) => `^libs/(${names.join('|')})/`;

const upward = layers.slice(0, -1).map((layer, index) => ({
  name: `no-upward-from-${layer[0]}`,
  severity: 'error',
  from: { path: lib(layer) },
  to: { path: [lib(layers.slice(index + 1).flat()), '^apps/'] },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'stages-never-import-one-another',
      severity: 'error',
      from: { path: `^libs/(${stages.join('|')})/` },
      to: { path: lib(stages), pathNot: '^libs/$1/' },
    },
    {
      name: 'no-import-of-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'pure-libraries-stay-pure',
      severity: 'error',
      comment: 'Pure libraries know neither the framework, the database, the queue nor a clock.',
      from: { path: lib(['kernel', ...pure]), pathNot: '\\.(int-)?spec\\.ts$' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|bullmq|ioredis)/' },
    },
    {
      name: 'through-the-index',
      severity: 'error',
      comment: 'Another library is imported through its index alone.',
      from: { path: '^(libs/[^/]+)/' },
      to: { path: '^libs/', pathNot: ['^$1/', '^libs/[^/]+/index\\.ts$', '^libs/deidentification/[^/]+/index\\.ts$'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
