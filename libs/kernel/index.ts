export { type Bilingual, type Language } from './bilingual';
export { canonicalJson } from './canonical-json';
export { GroupedCalls } from './grouped-calls';
export { isId, newId, type Id } from './id';
export {
  addDays,
  addMonths,
  compareDates,
  daysBetween,
  endOf,
  isLegalDate,
  legalDateOf,
  startOf,
  type LegalClock,
  type LegalDate,
} from './legal-date';
export {
  addMoney,
  allocateMoney,
  compareMoney,
  fen,
  formatMoney,
  moneyOf,
  multiplyMoney,
  negateMoney,
  parseMoney,
  shareOf,
  subtractMoney,
  sumMoney,
  type Currency,
  type Money,
  type Rounding,
} from './money';
export {
  allOk,
  isRefusal,
  ok,
  orThrow,
  refusals,
  RefusalError,
  refuse,
  type Ok,
  type Refusal,
  type RefusalDetails,
  type RefusalFacts,
  type RefusalKind,
  type Refused,
  type Result,
} from './result';
export { publishedYears, type OfficialYear } from './official-holidays';
export { sha256, sha256Hex } from './sha256';
export { stateCouncilCalendar, workingCalendar, type CountedDate, type DayKind, type WorkingCalendar } from './working-calendar';
