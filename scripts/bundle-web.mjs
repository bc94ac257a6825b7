// Bundles web/ for the report's page and the live page into a folder: scripts/bundle-web.mjs [folder, dist/web unless given].
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

await build({
  absWorkingDir: root,
  entryPoints: ['web/timeline.ts', 'web/report.css', 'web/live.tsx', 'web/live.css'],
  outdir: process.argv[2] ?? 'dist/web',
  bundle: true,
  format: 'iife',
  minify: true,
  charset: 'utf8',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  // Browsers of the last two years or so; the page reads without its script in any other.
  target: ['chrome120', 'firefox121', 'safari17.2'],
  logLevel: 'warning',
});
