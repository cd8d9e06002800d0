import fc from 'fast-check';
import { networkOf } from './sign-in-limit';

const group = fc.nat(0xffff).map((value) => value.toString(16));

describe('the network of an address', () => {
  it('is the /64 of an IPv6 address, however it is written', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }), (network, host) => {
        const expected = network.join(':');
        expect(networkOf([...network, ...host].join(':'))).toBe(expected);
        expect(networkOf([...network.map((text) => text.padStart(4, '0').toUpperCase()), ...host].join(':'))).toBe(expected);
        expect(networkOf(`${expected}::${host[3]}`)).toBe(expected);
      }),
    );
  });

  it('is the IPv4 address itself, also in its IPv6 form', () => {
    expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
    expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(networkOf('::1')).toBe('0:0:0:0');
  });
});
