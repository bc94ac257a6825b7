import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { PlainSummaryReporter } from './scripts/plain-summary-reporter.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One more than Vitest's own choice: the integration tests mostly wait.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests that run at once wait for deployments whose time passes faster than theirs: they are idle.
    maxConcurrency: 16,
    reporters: ['default', new PlainSummaryReporter({ skippedFails: process.env['CI'] !== undefined })],
  },
});
