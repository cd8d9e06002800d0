import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ok, orThrow } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support/test-database';
import { entityDrift } from './entity.drift';
import { auditIsolation } from './isolation.audit';
import { schemaOf } from './schema.dump';
import { tenantTable } from './tenant-table';

@Entity('sample')
class Sample {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text', { nullable: true })
  text!: string | null;
  @Column('text')
  gone!: string;
}

const sample = `
  create table sample (organisation_id uuid not null, id uuid not null, text text not null, weight integer not null, note text default 'none', primary key (organisation_id, id));
  ${tenantTable('sample', { grants: { app: ['select', 'insert'] } })}`;

describe('looking at the schema', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase({ migrations: [{ name: 'database-0001-sample', up: sample }], entities: [Sample] });
  });
  afterEach(() => database.drop());

  it('dumps what matters, the same for the same schema made in another order', async () => {
    const dump = orThrow(await schemaOf(database.urls.owner));
    expect(dump).toContain('table sample isolated forced\n');
    expect(dump).toContain('table sample policy sample_tenant for all to medbourse_app, medbourse_owner using ');
    expect(dump).toContain('table sample granted insert, select to medbourse_app\n');
    expect(dump).toContain(`table sample column 005 note text default 'none'::text\n`);
    const [table, ...rest] = sample.trim().split(/;\n/);
    const [grant, policy, ...isolation] = rest.reverse();
    const reordered = [table, grant, policy, ...isolation].join(';\n');
    expect(reordered).not.toBe(sample.trim());
    const twin = await testDatabase({ migrations: [{ name: 'database-0001-sample', up: reordered }] });
    expect(await schemaOf(twin.urls.owner)).toEqual(ok(dump));
    await twin.drop();
  });

  it.each([
    ['alter table sample alter column text drop not null'],
    ['alter table sample add check (weight > 0)'],
    ['create index on sample (text)'],
    ['revoke insert on sample from medbourse_app'],
    ['grant update (text) on sample to medbourse_app'],
    ['drop policy sample_tenant on sample'],
    ['alter table sample no force row level security'],
    ['create function answer() returns integer language sql as $$ select 42 $$'],
    [`create type colour as enum ('red')`],
    ['create view seen with (security_invoker) as select id from sample'],
  ])('shows the drift of: %s', async (change) => {
    const before = await schemaOf(database.urls.owner);
    await database.look(change);
    expect(await schemaOf(database.urls.owner)).not.toEqual(before);
  });

  it.each([
    ['create table open (id integer)', { object: 'open', finding: 'not isolated' }],
    ['alter table sample no force row level security', { object: 'sample', finding: 'not forced' }],
    ['create view seen as select id from sample', { object: 'seen', finding: "view with its owner's rights" }],
    ['create materialized view kept as select id from sample', { object: 'kept', finding: 'materialised view' }],
    ['create unique index sample_text on sample (text)', { object: 'sample_text', finding: 'key without organisation' }],
    [
      `alter table sample add unique (id), add constraint parent foreign key (id) references sample (id)`,
      { object: 'parent', finding: 'foreign key without organisation' },
    ],
  ])('finds the hole of: %s', async (change, finding) => {
    const exempt = ['schema_migration', 'sample_id_key'];
    expect(await auditIsolation(database.urls.owner, exempt)).toEqual(ok([]));
    await database.look(change);
    expect(await auditIsolation(database.urls.owner, exempt)).toEqual(ok([finding]));
    expect(await auditIsolation(database.urls.owner, [...exempt, finding.object])).toEqual(ok([]));
  });

  it('tells where entities and schema disagree', async () => {
    expect((await entityDrift(database.connections.app.dataSource)).sort()).toEqual([
      'column sample.gone does not exist',
      'column sample.text is not nullable',
      'column sample.weight must have a value, and the entity does not know it',
    ]);
  });
});
