import { IdentityCollector } from './known-identities';
import { holdsIdentity } from './remaining-identity';

const collector = new IdentityCollector();
collector.addName('Zhang^Wei=张伟');
collector.addText('Z7654321');
collector.addText('9876543');
const known = collector.build();
const holds = (bytes: Buffer): boolean => holdsIdentity([Buffer.from('nothing here'), bytes], known);

describe('holdsIdentity', () => {
  it.each([
    ['a number', Buffer.from('see Z7654321.')],
    ['a whole name', Buffer.from('of Zhang Wei today')],
    ['a name in UTF-8', Buffer.from('患者张伟')],
    ['a name in GB18030', Buffer.from('bbbcd5dfd5c5ceb0', 'hex')],
  ])('sees %s', (_name, bytes) => expect(holds(bytes)).toBe(true));

  it.each([
    ['a longer number', Buffer.from('Z76543210')],
    ['part of a UID', Buffer.from('1.2.9876543.3')],
    ['a word of the name alone', Buffer.from('Zhangjiajie')],
  ])('is not misled by %s', (_name, bytes) => expect(holds(bytes)).toBe(false));
});
