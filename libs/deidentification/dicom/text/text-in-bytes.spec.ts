import fc from 'fast-check';
import { IdentityCollector } from './known-identities';
import { showsIdentity } from './text-in-bytes';

const collector = new IdentityCollector();
collector.addName('Okafor^Annelise');
collector.addText('H50700863');
collector.addBirthDate('19440721');
const rules = { known: collector.build(), keepDates: false };
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

it.each([
  ['a name run together with a letter', Buffer.from('headOKAFOR^ANNELISE\0\0')],
  ['a name between capitals', Buffer.from('\x01XOkafor^AnneliseX\0')],
  ['a number beside a letter', Buffer.from('headH50700863')],
  ['a birth date', Buffer.from('\x01\x02head1944-07-21\0')],
  ['an identity number that nobody stated', Buffer.from('head440305196901021819')],
  ['a mobile number', Buffer.from('\0tel 13900772837\0')],
  ['a name in two bytes a character', wide('desc Annelise Okafor')],
])('sees %s', (_name, bytes) => expect(showsIdentity(bytes, rules)).toBe(true));

it('leaves what colour profiles say of themselves', () => {
  const profile = Buffer.from(
    '\0\0\x0cHLino\x02\x10\0\0mntrRGB XYZ \x07\xceacspMSFT IEC sRGB Copyright (c) 1998 Hewlett-Packard, http://www.iec.ch 61966-2.1',
  );
  expect(showsIdentity(profile, rules)).toBe(false);
  expect(showsIdentity(wide('sRGB IEC61966-2.1 http://www.color.org'), rules)).toBe(false);
});

it('takes no table for writing', () => {
  const ramp = Buffer.alloc(131_072);
  for (let index = 0; index < 65_536; index += 1) ramp.writeUInt16LE(index, index * 2);
  expect(showsIdentity(ramp, rules)).toBe(false);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 4096 }), (bytes) => !showsIdentity(Buffer.from(bytes), rules)),
    { numRuns: 200 },
  );
});
