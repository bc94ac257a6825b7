import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Runs an example as its reader would, on the built package by its name. */
async function runExample(name: string): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'examples', name)], { cwd: ROOT });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: chunks.join('') };
}

describe('the examples', () => {
  it('build a storm of their own from the exported parts', async () => {
    const { code, output } = await runExample('own-storm.mjs');
    expect(code, output).toBe(0);
    expect(output).toContain('5 usable');
  }, 120_000);
});
