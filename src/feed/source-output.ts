import type { WorkspaceBuildUpdate } from '../codersdk/index.js';
import type { SourceEnd } from './source.js';
import { UpdateQueue } from './update-queue.js';

/** What a source gives: its updates, and once why there are no more. */
export class SourceOutput {
  readonly updates = new UpdateQueue<WorkspaceBuildUpdate>();
  readonly ended: Promise<SourceEnd>;
  #settle: (end: SourceEnd) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The first end counts. */
  finish(end: SourceEnd): void {
    this.#settle(end);
    this.updates.end();
  }
}
