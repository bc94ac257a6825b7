import type { OutcomeKind } from '../../storm/index.js';

/** How the page calls an outcome, and what it means. */
interface OutcomeWords {
  readonly label: string;
  readonly meaning: string;
  readonly usable: boolean;
}

export const OUTCOME_WORDS: Readonly<Record<OutcomeKind, OutcomeWords>> = {
  ready: { label: 'Ready', meaning: 'built, and its agent ready', usable: true },
  started: { label: 'Started', meaning: 'built; no agent was waited for', usable: true },
  failed: {
    label: 'Failed',
    meaning: 'its build or its agent failed, or the server gave it up',
    usable: false,
  },
  canceled: { label: 'Canceled', meaning: 'its build was canceled', usable: false },
  missed: { label: 'Missed', meaning: 'the server never created a build', usable: false },
  timed_out: {
    label: 'Timed out',
    meaning: 'the wait ended first; it may have become usable later',
    usable: false,
  },
  interrupted: { label: 'Interrupted', meaning: 'we stopped waiting', usable: false },
  setup_failed: { label: 'Set-up failed', meaning: 'never scheduled, so not among all due', usable: false },
};
