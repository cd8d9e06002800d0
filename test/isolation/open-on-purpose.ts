import { type Route } from './exchange-api.fixture';

/** Fields whose values anybody may read, and why. */
const published: Readonly<Record<string, string>> = {
  'asset.open:annex1:name': 'annex 1 stands in the notice, on the certificate and in the listing',
  'asset.open:annex1:summary': 'annex 1',
  'asset.open:annex1:restrictions': 'annex 1, in the signed certificate',
  'asset.open:rightsStatement:holders:name': 'whose rights the notice and the certificate are about',
  'hospital name': 'organisations are a directory, and the applicant stands in the notice',
  'firm name': 'the directory, and holders of signing keys',
  'agency name': 'the directory, and who publishes a notice',
  'exchange name': 'the directory',
  'buyer name': 'the directory',
};

export const PUBLISHED: ReadonlySet<string> = new Set(Object.keys(published));

/** Routes that answer the other side about a record that is no secret: not as about one that never was, and not always with 403 or 404. */
const open: readonly (readonly [route: RegExp, reason: string])[] = [
  [/^\w+ \/api\/organisations\/:id/, 'the directory: a hospital chooses its law firm from it'],
  [/^POST \/api\/assets\/:assetId\/orders$/, 'what is listed may be ordered by every buyer'],
];

/** Routes that answer 200 and nothing, for a foreign record and for one that never was alike. */
const empty: readonly RegExp[] = [
  /\/api\/confirmations\/:id\/objections$/,
  /\/api\/orders\/:id\/receipts$/,
  /^HEAD \/api\/deliveries\/:token$/, // looks at nothing: it would use a link up
];

/** What every member of an organisation may do, whatever his role. */
const members: readonly (readonly [route: RegExp, reason: string])[] = [
  [
    /^\w+ \/api\/(session|session\/organisation|me|me\/notices|people)$/,
    'about himself, and what his roles are told; names of people whose ids he met',
  ],
  [/^(GET|HEAD) \/api\/organisations(\/:id)?$/, 'the directory'],
  [/^(GET|HEAD) \/api\/organisation\/members$/, 'colleagues'],
  [/^(GET|HEAD) \/api\/tokens$/, 'his own'],
  [
    /^(GET|HEAD) \/api\/[a-z]+(\/:id(\/events)?)?$/,
    'an organisation that is a party sees the case; its definition says what of the document',
  ],
  [/^(GET|HEAD) \/api\/assets\/:id\/overview$/, 'the case of the asset in brief'],
  [/^(GET|HEAD) \/api\/(assessments\/:id\/opinion|confirmations\/:id\/record|orders\/:id\/(contract|receipts))$/, 'documents of the case'],
  [/^(GET|HEAD) \/api\/(checklists\/current|ledger\/trial-balance)$/, "the checklist is everybody's; the sums of one's own books"],
  [/^POST \/api\/evidence$/, 'whoever approves brings his document'],
  [/^(GET|HEAD) \/api\/evidence\/:organisationId\/:sha256$/, "documents of one's own organisation"],
  [/^HEAD \/api\/deliveries\/:token$/, 'looks at nothing'],
];

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;

export const isOpenRecord = (route: Route): boolean => open.some(([pattern]) => pattern.test(nameOf(route)));
export const isEmptyForOthers = (route: Route): boolean => empty.some((pattern) => pattern.test(nameOf(route)));
export const isOpenToMembers = (route: Route): boolean => members.some(([pattern]) => pattern.test(nameOf(route)));
