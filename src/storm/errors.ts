/** An error written for the person who ran the command: what happened, and what to do next. */
export abstract class ExplainedError extends Error {
  /** Stable machine-readable name of the kind of error. */
  abstract readonly code: string;
  /** What to do next, in one sentence; absent where the message says it. */
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** Bad input, refused before anything is created. Holds every problem at once, each naming its flag or field. */
export class ConfigError extends ExplainedError {
  readonly code = 'config';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.length === 1 ? `${problems[0]}` : problems.map((problem) => `- ${problem}`).join('\n'));
    this.problems = problems;
  }
}

/** One thing that preflight found, with its mend. */
export interface PreflightFinding {
  /** Name of the check, as `--skip-preflight` takes it. */
  readonly check: string;
  readonly message: string;
  readonly mend: string;
}

/** The storm must not, or cannot, be run as asked; nothing has been created. */
export class PreflightError extends ExplainedError {
  readonly code = 'preflight';
  readonly findings: readonly PreflightFinding[];

  constructor(findings: readonly PreflightFinding[]) {
    super(
      findings.map((finding) => `${finding.check}: ${finding.message}\n    → ${finding.mend}`).join('\n'),
    );
    this.findings = findings;
  }
}

/** A phase did not end within its limit. */
export class TimeoutError extends ExplainedError {
  readonly code = 'timeout';
  /** What was waited for, e.g. `start` or `queue`. */
  readonly phase: string;
  readonly waitedMs: number;

  constructor(message: string, phase: string, waitedMs: number, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
    this.phase = phase;
    this.waitedMs = waitedMs;
  }
}

/** The person or the system asked us to stop. `signal` is the one received. */
export class InterruptError extends ExplainedError {
  readonly code = 'interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** A condition of `--abort-if` held, and stopped the run. */
export class AbortConditionError extends ExplainedError {
  readonly code = 'abort_if';
  /** In the words that the user wrote. */
  readonly condition: string;
  /** What was measured, for people. */
  readonly measured: string;

  constructor(condition: string, measured: string) {
    super(`--abort-if ${condition}: ${measured}`);
    this.condition = condition;
    this.measured = measured;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The same, with what to do next in parentheses where that is said: for lines that name an error and go on. */
export function explanationOf(thrown: unknown): string {
  const hint = thrown instanceof ExplainedError ? thrown.hint : undefined;
  return hint === undefined ? messageOf(thrown) : `${messageOf(thrown)} (${hint})`;
}
