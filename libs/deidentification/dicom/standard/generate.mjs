// Writes the three generated modules of this folder from published tables of the DICOM standard.
//   node generate.mjs <folder with table_E1_1_2025e.json and attributes.json> <module-types.json>
// module-types.json is {modules, iods, sopClasses}: MODULE_ATTRIBUTE_MAP, IOD_MODULE_MAP and SOP_CLASS_UID_IOD_KEY_MAP
// of highdicom 0.27 (MIT), which reads them from PS3.3, dumped as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, typesPath] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const here = import.meta.dirname;
const attributes = read(join(folder, 'attributes.json'));
const table = read(join(folder, 'table_E1_1_2025e.json'));
const types = read(typesPath);

const wrap = (words, width = 136) => {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length + 1 > width) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word;
  }
  return lines.join('\n');
};

const chosen = { 'OB or OW': 'OW', 'US or SS': 'US', 'US or SS or OW': 'OW', 'US or OW': 'OW' };
const byVr = {};
const tagOf = {};
for (const { id, valueRepresentation, keyword } of attributes) {
  const tag = id.toUpperCase();
  if (keyword) tagOf[keyword] = tag;
  const vr = chosen[valueRepresentation] ?? valueRepresentation;
  if (/^[A-Z]{2}$/.test(vr) && /^([0-9A-F]{8}|60XX....)$/.test(tag)) (byVr[vr] ??= []).push(tag.replace('XX', '00'));
}
const dictionary = Object.keys(byVr)
  .sort()
  .map((vr) => `  ${vr}: \`\n${wrap(byVr[vr].sort())}\`,`);
writeFileSync(
  join(here, 'dictionary.generated.ts'),
  `// Generated from PS3.6 2025e: the tags of each value representation. Group 6000 stands for the repeating groups 60xx.\nexport const TAGS_BY_VR: Readonly<Record<string, string>> = {\n${dictionary.join('\n')}\n};\n`,
);

const options = [
  'private',
  'uids',
  'device',
  'institution',
  'characteristics',
  'full',
  'modified',
  'descriptors',
  'structured',
  'graphics',
];
const rows = table.rows.map((row) => {
  const tag = row[1].startsWith('(gggg') ? 'odd' : row[1].replace(/[(),]/g, '').toUpperCase();
  const choices = options.flatMap((option, index) => (row[5 + index] ? [`${option}=${row[5 + index]}`] : []));
  return [tag, row[4], ...choices].join(' ');
});
writeFileSync(
  join(here, 'profile-table.generated.ts'),
  `// Generated from PS3.15 2025e, Table E.1-1: tag, code of the Basic Profile, codes of the options.\nexport const PROFILE_ROWS = \`\n${rows.join('\n')}\`;\n`,
);

const listed = new Map(rows.map((row) => [row.split(' ')[0].replace('60XX', '6000'), row.split(' ')[1]]));
const used = new Set(Object.values(types.iods).flatMap((modules) => modules.map((module) => module.key)));
const strictness = ['3', '2C', '2', '1C', '1'];
const nested = new Map();
const modules = Object.keys(types.modules)
  .filter((key) => used.has(key))
  .sort()
  .map((key) => {
    const own = [];
    for (const { keyword, path, type } of types.modules[key]) {
      const tag = tagOf[keyword]?.replace('XX', '00');
      if (!tag || type === '3') continue;
      if (path.length === 0) own.push(`${tag}:${type}`);
      else if (tagOf[path.at(-1)] && listed.has(tag) && listed.get(tag) !== 'U') {
        const place = `${tagOf[path.at(-1)]}>${tag}`;
        const before = nested.get(place) ?? '3';
        nested.set(place, strictness[Math.max(strictness.indexOf(before), strictness.indexOf(type))]);
      }
    }
    return `${key} ${own.join(' ')}`.trim();
  });
const iods = Object.entries(types.iods).map(([key, parts]) => `${key} ${parts.map((part) => `${part.key}:${part.usage}`).join(' ')}`);
const sops = Object.entries(types.sopClasses).map(([uid, key]) => `${uid} ${key}`);
writeFileSync(
  join(here, 'iod-types.generated.ts'),
  `// Generated from PS3.3: types of the attributes of each module (type 3 left out), modules of each IOD with their usage, IOD of each SOP class.
export const MODULES = \`\n${modules.join('\n')}\`;\n
export const IODS = \`\n${iods.join('\n')}\`;\n
export const SOP_CLASSES = \`\n${sops.join('\n')}\`;\n
// Attributes of Table E.1-1 inside a sequence: enclosing sequence > attribute : strictest type that any module gives it there.
export const NESTED_TYPES = \`\n${wrap([...nested].map(([place, type]) => `${place}:${type}`))}\`;\n`,
);
