import { readReceiverSettings } from './receiver-settings';

describe("the receiver's settings", () => {
  it('need nothing: this machine alone, the registered port, in the clear', () => {
    const value = { host: '127.0.0.1', port: 11_112, associations: 64, tls: undefined };
    expect(readReceiverSettings({})).toEqual({ ok: true, value });
  });

  it('speak TLS where both of its files are named', () => {
    const tls = { DICOM_TLS_KEY: 'key.pem', DICOM_TLS_CERT: 'cert.pem', DICOM_TLS_CA: 'ca.pem' };
    expect(readReceiverSettings(tls)).toMatchObject({
      ok: true,
      value: { tls: { key: 'key.pem', certificate: 'cert.pem', authorities: 'ca.pem' } },
    });
  });

  it.each([
    { DICOM_TLS_KEY: 'key.pem' },
    { DICOM_TLS_CERT: 'cert.pem' },
    { DICOM_TLS_CA: 'ca.pem' },
    { DICOM_PORT: 'x' },
    { DICOM_ASSOCIATIONS: '0' },
  ])('refuse %j: half a configuration is none in the clear', (environment) => {
    expect(readReceiverSettings(environment)).toMatchObject({ ok: false, refusal: { code: 'configuration.invalid' } });
  });
});
