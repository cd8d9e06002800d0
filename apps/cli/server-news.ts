import { type DicomNews } from './dicom-listening';

/** What a person at the terminal is told while the programs run. */
export const serverNews = {
  onLost: (program: string, again: boolean): void =>
    void process.stderr.write(`The ${program} ended${again ? ' and is started again' : '; it is not started again'}.\n`),
  onDicom: (news: DicomNews): void => {
    if ('listens' in news) process.stdout.write(`The DICOM receiver listens on ${news.listens}.\n`);
    else process.stderr.write(`The DICOM receiver did not start, and is tried again: ${news.failed}\n`);
  },
};
