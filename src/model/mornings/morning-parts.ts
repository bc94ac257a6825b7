import type { ModelDraws } from '../draws.js';
import type { EventHeap } from '../event-heap.js';
import type { StormModelParameters } from '../parameters.js';
import type { JobLines } from './job-lines.js';
import type { JobTable } from './job-table.js';

/** What the parts of a simulation of mornings work with. */
export interface MorningParts {
  readonly parameters: StormModelParameters;
  readonly draws: ModelDraws;
  readonly events: EventHeap;
  readonly jobs: JobTable;
  readonly lines: JobLines;
  /** Microseconds since the epoch. */
  nowUs: number;
}
