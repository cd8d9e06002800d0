import { endpointNotes } from './dicom-endpoint.notes';

const receiver = (host: string) => ({ host, port: 11_112, tls: false });
const codes = (situation: Partial<Parameters<typeof endpointNotes>[0]>) =>
  endpointNotes({ closed: false, receiving: true, receivers: [receiver('0.0.0.0')], ...situation }).map(({ code }) => code);

describe('what an endpoint says of itself', () => {
  it('is nothing where a device is answered', () => {
    expect(codes({})).toEqual([]);
  });

  it('is what lacks, all of it', () => {
    expect(codes({ receivers: [] })).toEqual(['dicom.no-receiver']);
    expect(codes({ receivers: [], receiving: false })).toEqual(['dicom.no-receiver', 'dicom.nothing-receives']);
    expect(codes({ closed: true, receivers: [], receiving: false })).toEqual(['dicom.closed']);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('tells that %s is reached from its own machine alone', (host) => {
    expect(codes({ receivers: [receiver(host)] })).toEqual(['dicom.this-machine-only']);
    expect(codes({ receivers: [receiver(host), receiver('10.0.0.7')] })).toEqual([]);
  });

  it('does not take a name or another address for this machine', () => {
    for (const host of ['0.0.0.0', '::', '10.127.0.1', '127.example.com']) expect(codes({ receivers: [receiver(host)] })).toEqual([]);
  });
});
