import { createTextRecognizer, renderPreview } from '#libs/deidentification/dicom';
import { performTask } from './engine-task';
import { type Engine } from './engine.port';

/** The engine in this process: for programs that live for one dataset. A file that brings it down brings all down. */
export function ownProcessEngine(): Engine {
  const recognizer = createTextRecognizer();
  return {
    lanes: 1,
    begin: (settings) => ({ deidentify: (task) => performTask(task, settings, recognizer), end: () => undefined }),
    preview: ({ input, frame, longestSide }) => renderPreview(input, { frame, longestSide }),
    close: () => recognizer.close(),
  };
}
