/**
 * Runs the benchmarks one after the other, each in a process of its own: `npm run bench [-- <part of a path> …]`.
 *
 * Node 20 runs no TypeScript, so the product and the benchmarks are compiled first, apart from `dist/`: what is
 * measured is always the source as it is now.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const compiled = join(root, 'node_modules/.cache/nineam-bench');

function node(...args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status === 0;
}

const filters = process.argv.slice(2);
const all = readdirSync(join(root, 'bench'), { recursive: true })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.bench.ts'))
  .sort();
const chosen = all.filter((path) => filters.length === 0 || filters.some((part) => path.includes(part)));
if (chosen.length === 0) {
  console.error(`no benchmark has ${filters.join(' or ')} in its path; there are:\n  ${all.join('\n  ')}`);
  process.exit(2);
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
if (!node(tsc, '-p', 'tsconfig.bench.json')) process.exit(1);
// Reports find the script and style of their page there.
if (!node('scripts/bundle-web.mjs', join(compiled, 'dist/web'))) process.exit(1);
// The compiled program reads its version there, and Node that these files are modules.
copyFileSync(join(root, 'package.json'), join(compiled, 'package.json'));

const failed = [];
for (const path of chosen) {
  console.log(`\n== ${path}`);
  const began = performance.now();
  if (!node('--enable-source-maps', join(compiled, 'bench', path.replace(/\.ts$/, '.js')))) failed.push(path);
  console.log(`   (${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`);
  process.exit(1);
}
