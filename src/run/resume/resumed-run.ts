import type { JournalWriter } from '../../journal/index.js';
import { ConfigError, explanationOf } from '../../storm/index.js';
import type { RunEnvironment } from '../run-environment.js';
import type { RunToResume } from './find-run.js';

/** A run that is being continued: locked, and its journal open. */
export interface ResumedRun extends RunToResume {
  readonly journal: JournalWriter;
  /** Every time it was resumed, this one included; RFC 3339, this machine's clock. */
  readonly resumedAt: readonly string[];
}

/**
 * Takes a run over.
 * @throws ConfigError when it ran on another deployment, RunLockedError while another process works on it, JournalError
 * when its journal cannot be continued.
 */
export async function takeOver(run: RunToResume, url: string, env: RunEnvironment): Promise<ResumedRun> {
  if (new URL(run.head.url).origin !== new URL(url).origin) {
    throw new ConfigError([
      `--resume: run ${run.head.runId} ran on ${run.head.url}, and --url is ${url}; name its deployment`,
    ]);
  }
  const journal = await env.journals.reopen({
    folder: run.folder,
    realClock: env.realClock,
    writer: env.writer,
    isAlive: env.isAlive,
    onError: (error) =>
      env.progress.event({ type: 'notice', level: 'warning', message: explanationOf(error) }),
  });
  journal.record({ type: 'notice', code: 'resumed' });
  const now = new Date(env.realClock.nowMs()).toISOString();
  return { ...run, journal, resumedAt: [...run.resumedBefore, now] };
}
