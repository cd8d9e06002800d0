import { type Tag } from '../tag';
import { type KnownIdentities } from './known-identities';
import { looksLikeResidentIdentityNumber } from './resident-identity-number';

const NUMBERS = /^(?:[\s\0\\]|[+-]?(?:\d{1,32}\.?\d{0,32}|\.\d{1,32})(?:[eE][+-]?\d{1,3})?(?=[\s\0\\]|$))*$/;
const TIMES = /^[\d\s.+\-eE:\\\0]*$/;
/** Integers as they are written for people; shorter ones are counts, sizes and offsets of which some number of a record is one by chance. */
const LONG_INTEGER = /^\d{7,18}$/;
/** Mobile numbers have eleven digits. A number that large in a numeric attribute is one, unless it is a dose or an activity in becquerel. */
const MOBILE = /^1[3-9]\d{9}$/;
const BECQUEREL = new Set<Tag>([0x00181074, 0x00181077]);

/**
 * Whether the well-formed numbers, dates and times of a value (DS, IS, DA, DT, TM) hold a number of a person. A patient with the number 1024
 * must not cost an image its rescale intercept.
 */
export const isPersonalNumber = (tag: Tag, vr: string, latin1: string, known: KnownIdentities): boolean =>
  latin1
    .split('\\')
    .map((value) => value.replace(/[\s\0]+/g, ''))
    .filter((value) => LONG_INTEGER.test(value))
    .some((value) => {
      if (known.distinct?.test(value)) return true;
      if (vr !== 'DS' && vr !== 'IS') return false;
      return (MOBILE.test(value) && !BECQUEREL.has(tag)) || (value.length === 18 && looksLikeResidentIdentityNumber(value));
    });

/** Whether a value is made of numbers (DS, IS), or of what dates and times are written with; any other is a text that stands at the wrong place. */
export const isWellFormed = (vr: string, latin1: string): boolean => (vr === 'DS' || vr === 'IS' ? NUMBERS : TIMES).test(latin1);
