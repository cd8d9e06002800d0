/** Seconds of a day as a DICOM time, `HHMMSS.ffffff` (PS3.5 6.2). Six digits of a second: a planted time is found nowhere by chance. */
export function timeOfDay(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  const parts = [Math.floor(micros / 3.6e9), Math.floor(micros / 6e7) % 60, Math.floor(micros / 1e6) % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join('')}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** Whole years from birth to a day, both YYYYMMDD, as an age string such as `057Y`. */
export function ageAt(birthDate: string, day: string): string {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (day.slice(4) < birthDate.slice(4) ? 1 : 0);
  return `${String(years).padStart(3, '0')}Y`;
}
