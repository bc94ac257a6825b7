// Bundles web/ for the report's page and the live page into a folder: scripts/bundle-web.mjs [folder, dist/web unless given].
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const folder = resolve(root, process.argv[2] ?? 'dist/web');

await build({
  absWorkingDir: root,
  entryPoints: ['web/timeline.ts', 'web/report.css', 'web/live.tsx', 'web/live.css'],
  outdir: folder,
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

// What is bundled is passed on with its license.
const licenses = ['preact', 'uplot'].map(
  (name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim()}\n`,
);
writeFileSync(join(folder, 'live.licenses.txt'), licenses.join('\n\n'));
