import { grantFunction, roleName, tenantTable } from '#libs/database';

/**
 * Called AE titles (PS3.8 section 9.3.2) and the asset whose intake each leads to. A title is one listener's, whoever made it: the index that keeps it so
 * crosses organisations. Who knocks says a title and no organisation, so one function, which runs as the schema's owner, looks up the one open
 * endpoint of exactly this title; its policy shows the owner no other row, and nothing without the setting that the function makes.
 */
export const dicomEndpointTable = `
create table dicom_endpoint (
  organisation_id uuid not null,
  id uuid not null,
  asset_id uuid not null,
  called_ae text not null check (called_ae ~ '^[!-[\\]-~]([ -[\\]-~]{0,14}[!-[\\]-~])?$'),
  calling_aes text[] not null check (cardinality(calling_aes) between 1 and 100),
  addresses cidr[] not null check (cardinality(addresses) between 1 and 100),
  created_at timestamptz not null,
  created_by text not null,
  closed_at timestamptz,
  closed_by text,
  primary key (organisation_id, id)
);
create unique index dicom_endpoint_called on dicom_endpoint (called_ae) where closed_at is null;
create index dicom_endpoint_asset on dicom_endpoint (organisation_id, asset_id);
${tenantTable('dicom_endpoint', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
grant update (closed_at, closed_by) on dicom_endpoint to ${roleName('app')};
-- No title begins with a space: by it alone the function below asks whether there is any.
create policy dicom_endpoint_listener on dicom_endpoint for select to ${roleName('owner')}
  using (closed_at is null and nullif(current_setting('medbourse.dicom_called', true), '') in (called_ae, ' any'));

create function dicom_endpoint_called(p_called text)
returns table (organisation_id uuid, id uuid, asset_id uuid, calling_aes text[], addresses text[])
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_called is null or p_called = '' or p_called like ' %' then return; end if;
  perform set_config('medbourse.dicom_called', p_called, true);
  return query select e.organisation_id, e.id, e.asset_id, e.calling_aes, e.addresses::text[] from dicom_endpoint e where e.called_ae = p_called and e.closed_at is null;
  perform set_config('medbourse.dicom_called', '', true);
end $$;
${grantFunction('dicom_endpoint_called(text)', ['app'])}

create function dicom_endpoint_any() returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_any boolean;
begin
  perform set_config('medbourse.dicom_called', ' any', true);
  select exists (select from dicom_endpoint where closed_at is null) into v_any;
  perform set_config('medbourse.dicom_called', '', true);
  return v_any;
end $$;
${grantFunction('dicom_endpoint_any()', ['app'])}`;
