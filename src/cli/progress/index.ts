/** Shows a run while it goes: a live display on a terminal, one line now and then anywhere else. @packageDocumentation */

export { createProgress, hasUnicode, isLive } from './create-progress.js';
export { PlainProgress } from './plain-progress.js';
export type { Progress, ProgressWriter } from './progress.js';
export { ReplicationCounter } from './replication-counter.js';
export { TerminalProgress } from './terminal-progress.js';
