/** A run that was killed or interrupted, continued. @packageDocumentation */

export { announceResumed } from './announce.js';
export type { FoundProgress } from './find-progress.js';
export { findProgress } from './find-progress.js';
export type { RunToResume } from './find-run.js';
export { findRunToResume } from './find-run.js';
export { keptFlags } from './kept-flags.js';
export type { ResumedRun } from './resumed-run.js';
export { takeOver } from './resumed-run.js';
