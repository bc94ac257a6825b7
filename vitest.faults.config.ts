import { defineConfig } from 'vitest/config';
import { PlainSummaryReporter } from './scripts/plain-summary-reporter.js';

/** The whole matrices of faults and kills: minutes of waiting, most of it idle, so that many cells run at once. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.matrix.ts'],
    testTimeout: 120_000,
    hookTimeout: 30_000,
    maxConcurrency: 16,
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['minimal', new PlainSummaryReporter({ skippedFails: true })],
  },
});
