import { sharedTable } from '#libs/database';

/**
 * The public log: an RFC 6962 Merkle tree over entries that are never changed. Entries, nodes and checkpoints can be added and read, and nobody but
 * the owner of the schema could take one away; whoever kept a checkpoint would see it. The one row of `transparency_head` puts appends in line.
 */
export const logTables = `
create table transparency_head (
  singleton boolean primary key default true check (singleton),
  state bytea not null
);
create table transparency_entry (
  index bigint primary key check (index >= 0),
  subject text not null,
  entry text not null,
  added_at timestamptz not null,
  constraint transparency_entry_subject unique (subject)
);
create table transparency_node (
  level smallint not null check (level >= 0),
  index bigint not null check (index >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, index)
);
create table transparency_checkpoint (
  size bigint primary key check (size > 0),
  note text not null,
  signed_at timestamptz not null
);
${sharedTable('transparency_head', { app: ['select', 'insert', 'update'] })}
${sharedTable('transparency_entry', { app: ['select', 'insert'], public: ['select'], regulator: ['select'] })}
${sharedTable('transparency_node', { app: ['select', 'insert'], public: ['select'], regulator: ['select'] })}
${sharedTable('transparency_checkpoint', { app: ['select', 'insert'], public: ['select'], regulator: ['select'] })}
insert into transparency_head (state) values ('\\x0000000000000000');`;
