import type { ThresholdStatus, ThresholdVerdict } from '../thresholds/index.js';

const WORDS: Readonly<Record<ThresholdStatus, string>> = {
  passed: 'passed',
  crossed: 'CROSSED',
  not_evaluated: 'not evaluated',
};

/** One threshold as a terminal shows it, in the words that the user wrote. */
export function thresholdLine({ text, status, measuredText }: ThresholdVerdict): string {
  return `threshold ${text}: ${WORDS[status]}: ${measuredText}`;
}
