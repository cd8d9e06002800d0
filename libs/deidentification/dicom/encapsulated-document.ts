import { type Tag } from './tag';
import { type OutputElement } from './writer';

export const ENCAPSULATED_DOCUMENT: Tag = 0x00420011;
const DOCUMENT_LENGTH: Tag = 0x00420015;

/**
 * A document's identities lie in its text, fonts, images and metadata alike; none of it passes. A blank document of the same kind takes
 * its place (code D), so that readers of the object still find what its type promises.
 */
export function blankDocument(mimeType: string): OutputElement[] {
  const content = Buffer.from(documentOf(mimeType.toLowerCase()), 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return [
    { kind: 'value', tag: ENCAPSULATED_DOCUMENT, vr: 'OB', value: content },
    { kind: 'value', tag: DOCUMENT_LENGTH, vr: 'UL', value: length },
  ];
}

function documentOf(mimeType: string): string {
  if (mimeType.includes('pdf')) return blankPdf();
  if (mimeType.includes('xml')) return '<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>\n';
  if (mimeType.includes('stl')) return '\0'.repeat(84);
  return '# removed by de-identification\n';
}

/** One empty A4 page (ISO 32000-1 section 7.5), offsets computed. */
function blankPdf(): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return `${text}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}
