import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Ends a run with one plain line: `N passed, N failed`, and `, N skipped` when there are any. A file that does not
 * load and an error outside any test count as one failure each. With `skippedFails`, a skipped test fails the run.
 */
export class PlainSummaryReporter implements Reporter {
  readonly #skippedFails: boolean;

  constructor(options: { readonly skippedFails: boolean }) {
    this.#skippedFails = options.skippedFails;
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    _reason: TestRunEndReason,
  ): void {
    let [passed, skipped] = [0, 0];
    let failed = unhandled.length + modules.filter((module) => module.errors().length > 0).length;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'skipped') skipped += 1;
        else failed += 1;
      }
    }
    if (skipped > 0 && this.#skippedFails) process.exitCode = 1;
    const skippedPart = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`${passed} passed, ${failed} failed${skippedPart}\n`);
  }
}
