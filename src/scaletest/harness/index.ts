/** Runs many runners under a strategy; what runners share: barrier, semaphore, log, creating once. @packageDocumentation */

export { Barrier } from './barrier.js';
export type { Creation } from './create-once.js';
export { createOnce, isLostAnswer, nullIfAbsent } from './create-once.js';
export type { HarnessResults, HarnessRunResult } from './results.js';
export { harnessResults, harnessResultsToJson, renderHarnessText } from './results.js';
export type { RunLog } from './run-log.js';
export { BoundedRunLog } from './run-log.js';
export type { Cleanable, Collectable, RunContext, Runnable } from './runnable.js';
export { Semaphore } from './semaphore.js';
export type { ExecutionStrategy, Task } from './strategies.js';
export { concurrent, linear, parallel, shuffled, withTimeout } from './strategies.js';
export type { TestHarnessOptions } from './test-harness.js';
export { TestHarness } from './test-harness.js';
export type { TestRun } from './test-run.js';
