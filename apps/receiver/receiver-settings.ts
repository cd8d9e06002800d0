import { ok, type Result } from '#libs/kernel';
import { refuseConfiguration } from '../api/configuration/configuration.errors';
import { EnvironmentReader, type Environment } from '../api/configuration/environment-reader';

export interface ReceiverSettings {
  readonly host: string;
  readonly port: number;
  readonly associations: number;
  /** Files in PEM form; `authorities`, where set, have to have signed the certificates of callers. */
  readonly tls: { readonly key: string; readonly certificate: string; readonly authorities: string | undefined } | undefined;
}

/** Registered for DICOM without root's rights (PS3.8 section 9.1.1). */
export const DICOM_PORT = 11_112;

/** `DICOM_HOST`, `DICOM_PORT`, `DICOM_ASSOCIATIONS`, `DICOM_TLS_KEY`, `DICOM_TLS_CERT`, `DICOM_TLS_CA`. Refuses `configuration.invalid`. */
export function readReceiverSettings(environment: Environment): Result<ReceiverSettings> {
  const read = new EnvironmentReader(environment);
  const [key, certificate, authorities] = ['DICOM_TLS_KEY', 'DICOM_TLS_CERT', 'DICOM_TLS_CA'].map((name) => read.text(name, ''));
  const settings: ReceiverSettings = {
    host: read.text('DICOM_HOST', '127.0.0.1'),
    port: read.integer('DICOM_PORT', { otherwise: DICOM_PORT, min: 0, max: 65_535 }),
    associations: read.integer('DICOM_ASSOCIATIONS', { otherwise: 64, min: 1, max: 10_000 }),
    tls: key && certificate ? { key, certificate, authorities: authorities || undefined } : undefined,
  };
  const faults = [...read.faults];
  // Half a configuration must not end as a listener in the clear.
  if (!settings.tls && (key || certificate || authorities)) faults.push('DICOM_TLS_KEY and DICOM_TLS_CERT are set both or neither.');
  return faults.length === 0 ? ok(settings) : refuseConfiguration('configuration.invalid', faults.join(' '));
}
