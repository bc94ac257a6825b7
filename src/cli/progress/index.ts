/** Shows a run while it goes: a live display on a terminal, one line now and then anywhere else. @packageDocumentation */

export type { CreateProgressOptions } from './create-progress.js';
export { createProgress } from './create-progress.js';
export { PlainProgress } from './plain-progress.js';
export type { Progress, ProgressOptions, ProgressWriter } from './progress.js';
export type { ProgressView } from './progress-model.js';
export { ProgressModel } from './progress-model.js';
export type { Meter, Note, ProgressReport, Tone } from './progress-report.js';
export { progressReport } from './progress-report.js';
export type { TerminalProgressOptions } from './terminal-progress.js';
export { TerminalProgress } from './terminal-progress.js';
