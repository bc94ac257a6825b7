/** The grammar of targets and their evaluation. No I/O. @packageDocumentation */

export type { ThresholdStatus, ThresholdVerdict } from './verdict.js';
