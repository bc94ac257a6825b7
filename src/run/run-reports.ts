import type { JournalWriter } from '../journal/index.js';
import type { LiveView } from '../live/index.js';
import {
  type CleanupSummary,
  pagePath,
  type Report,
  renderOutput,
  saveRun,
  wholeFileOutputs,
  writeOutputs,
} from '../report/index.js';
import { messageOf } from '../storm/index.js';
import { outputIo } from './output-io.js';
import type { RunEnvironment } from './run-environment.js';
import type { RunPlan } from './run-plan.js';

/** What the reports of a run are written with. */
export interface RunReportsOptions {
  readonly plan: Pick<RunPlan, 'outputs'>;
  readonly env: RunEnvironment;
  readonly live: LiveView | null;
  readonly journal: JournalWriter;
  readonly identity: { readonly runId: string; readonly createdAt: string };
}

/** The reports of one run: before cleanup, again after it, and beside the journal. What fails is told and counted. */
export class RunReports {
  readonly #options: RunReportsOptions;
  #failed = false;
  #saved = false;

  constructor(options: RunReportsOptions) {
    this.#options = options;
  }

  /** Whether any could not be written. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The page beside the journal; `null` if there is none. */
  get page(): string | null {
    return this.#saved ? pagePath(this.#options.journal.folder) : null;
  }

  /** Whether the text report is printed, which has the verdicts on thresholds. */
  get showsText(): boolean {
    return this.#options.plan.outputs.some(({ format, path }) => format === 'text' && path === null);
  }

  /** Writes every output; without a storm, whatever stood there before must not pass for its report. */
  async write(report: Report, measured: boolean): Promise<void> {
    const { live, plan } = this.#options;
    if (measured) live?.showReport('before_cleanup', () => renderOutput('html', report));
    await this.#attempt(() => this.#writeTo(plan.outputs, report));
    if (measured) await this.#save(report);
  }

  /** Replaces files by what cleanup left; what went to standard output, to a pipe or a device, is gone. */
  async rewrite(report: Report, cleanup: CleanupSummary, measured: boolean): Promise<void> {
    const { live, plan, env } = this.#options;
    const whole = { ...report, environment: { ...report.environment, cleanup } };
    if (measured) live?.showReport('whole', () => renderOutput('html', whole));
    await this.#attempt(async () =>
      this.#writeTo(await wholeFileOutputs(plan.outputs, outputIo(env).fs), whole),
    );
    if (measured) await this.#save(whole);
  }

  async #writeTo(outputs: RunPlan['outputs'], report: Report): Promise<void> {
    const { env } = this.#options;
    const options = { ascii: !env.unicode };
    await writeOutputs(outputs, (format) => renderOutput(format, report, options), outputIo(env));
  }

  /** What every report can be made of again, and the page, beside the journal. */
  async #save(report: Report): Promise<void> {
    const { journal, identity, env } = this.#options;
    await this.#attempt(async () => {
      try {
        await saveRun(journal.folder, report, identity, outputIo(env));
        this.#saved = true;
      } catch (cause) {
        throw new Error(`cannot save the results in ${journal.folder}: ${messageOf(cause)}`, { cause });
      }
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const { journal, env } = this.#options;
    try {
      await work();
    } catch (error) {
      this.#failed = true;
      journal.record({ type: 'notice', code: 'output_failed' });
      env.progress.say(messageOf(error));
    }
  }
}
