import { type DataElement, type DataSet } from '../data-set';
import { type DicomFile } from '../file-parser';
import { type OutputElement } from '../writer';

/** A file that reads as the cleaned one, and the elements that change with its pixels. */
export interface CleanedFile {
  readonly file: DicomFile;
  readonly elements: readonly OutputElement[];
  /** What else a reader should know: that samples outside the regions changed. */
  readonly note: string | null;
}

/** The data set with an element in another's place. */
export const replaceElement = (dataSet: DataSet, replacement: DataElement): DataSet => ({
  ...dataSet,
  elements: dataSet.elements.map((element) => (element.tag === replacement.tag ? replacement : element)),
});
