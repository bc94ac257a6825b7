import type { Outcome, Phase, SetupStep } from '../../storm/index.js';
import { formatDurationMs } from '../../time/index.js';

/** What is wrong with a workspace that did not become usable, for people; `null` for one that did. */
export function outcomeError(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'ready':
    case 'started':
      return null;
    case 'failed':
      return outcome.reaped
        ? `the autostart build waited for a provisioner until the server gave it up: ${outcome.cause}`
        : `${OF_AGENT.has(outcome.phase) ? 'the build succeeded, but its agent' : 'the autostart build'} failed in the ${outcome.phase} phase: ${outcome.cause}`;
    case 'canceled':
      return OF_AGENT.has(outcome.phase)
        ? `the build succeeded, but was overtaken in the ${outcome.phase} phase: ${outcome.cause}`
        : `the autostart build was canceled in the ${outcome.phase} phase: ${outcome.cause}`;
    case 'missed':
      return `never autostarted (${outcome.reason}): ${outcome.detail}`;
    case 'timed_out':
      return `${NOT_ENDED[outcome.phase]} ${formatDurationMs(Math.round(outcome.waitedMs))} after the scheduled minute`;
    case 'interrupted':
      return outcome.phase === 'setup'
        ? 'interrupted during set-up'
        : `interrupted while in the ${outcome.phase} phase`;
    case 'setup_failed':
      return `set-up failed at step "${outcome.step}": ${outcome.cause}`;
  }
}

/** Phases in which the build has succeeded. */
const OF_AGENT: ReadonlySet<Phase> = new Set(['agent', 'startup']);

const NOT_ENDED: Readonly<Record<Phase, string>> = {
  trigger: 'no autostart build was seen',
  queue: 'the autostart build still waited for a provisioner',
  build: 'the autostart build was still running',
  agent: 'the agent had not connected',
  startup: 'the agent was not ready',
};

/** Where it ended for a workspace that did not become usable; `null` for one that did. */
export function outcomePhase(outcome: Outcome): Phase | SetupStep | 'setup' | null {
  switch (outcome.kind) {
    case 'ready':
    case 'started':
      return null;
    case 'missed':
      return 'trigger';
    case 'setup_failed':
      return outcome.step;
    case 'failed':
    case 'canceled':
    case 'timed_out':
    case 'interrupted':
      return outcome.phase;
  }
}
