import { performTask } from './engine-task';
import { type Engine } from './engine.port';

/** The engine in this process: for programs that live for one dataset. A file that brings it down brings all down. */
export const ownProcessEngine = (): Engine => ({
  lanes: 1,
  begin: (settings) => ({ deidentify: (task) => performTask(task, settings), end: () => undefined }),
  close: () => Promise.resolve(),
});
