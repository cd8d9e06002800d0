import { sharedTable } from '#libs/database';

/** Which processes listen for devices, and when each was last heard of (wall time): of no tenant, since a listener serves all titles of the exchange. */
export const dicomReceiverTable = `
create table dicom_receiver (
  id uuid primary key,
  host text not null,
  port integer not null check (port between 1 and 65535),
  tls boolean not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);
${sharedTable('dicom_receiver', { app: ['select', 'insert', 'update', 'delete'], regulator: ['select'] })}`;
