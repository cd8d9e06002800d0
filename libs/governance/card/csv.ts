/** Lines of RFC 4180, UTF-8, with `\n`; an absent value is empty. */
export const csvLine = (values: readonly (string | number | null)[]): string => `${values.map(cell).join(',')}\n`;

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
