import { Command, Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installCompletion } from '../../src/cli/completion.js';
import { COMPARISON_FORMATS, OUTPUT_FORMATS } from '../../src/report/index.js';

describe('installCompletion', () => {
  let printed: string[];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** What a shell is offered after these words; the last is the one being typed. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const program = new Command('nineam').exitOverride();
    program
      .command('run')
      .description('run one storm')
      .option('-c, --workspace-count <n>', 'how many')
      .option('-t, --template <name>', 'of the workspaces')
      .option('--output <format>', 'reports')
      .addOption(new Option('--user-auth <how>', 'how').choices(['auto', 'none']));
    program.command('compare').description('runs side by side').option('--output <format>', 'reports');
    program.command('cleanup').description('remove what a run left behind');
    installCompletion(program, { templates: () => ['docker', 'kubernetes'] });
    await program.parseAsync(['complete', '--', ...words], { from: 'user' });
    return printed.filter((line) => !line.startsWith(':')).map((line) => line.split('\t')[0] ?? '');
  }

  it('offers the commands that begin as typed', async () => {
    expect(await offered('c')).toEqual(['compare', 'cleanup', 'complete']);
  });

  it('offers the flags of the command', async () => {
    expect(await offered('run', '--')).toEqual([
      '--workspace-count',
      '--template',
      '--output',
      '--user-auth',
      '--help',
    ]);
  });

  it('offers the choices of a flag', async () => {
    expect(await offered('run', '--user-auth', '')).toEqual(['auto', 'none']);
  });

  it('offers the templates that the caller knows, after either spelling', async () => {
    expect(await offered('run', '--template', 'k')).toEqual(['kubernetes']);
    printed = [];
    expect(await offered('run', '-t', '')).toEqual(['docker', 'kubernetes']);
  });

  it('offers every format of a report', async () => {
    expect(await offered('run', '--output', '')).toEqual(Object.keys(OUTPUT_FORMATS));
  });

  it('offers the formats of a comparison to the command that makes one', async () => {
    expect(await offered('compare', '--output', '')).toEqual(Object.keys(COMPARISON_FORMATS));
  });

  it('forgets the commands of an earlier program', async () => {
    await offered('');
    printed = [];
    const other = new Command('other');
    installCompletion(other);
    await other.parseAsync(['complete', '--', 'r'], { from: 'user' });
    expect(printed).toEqual([':4']);
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that calls the program back',
    async (shell) => {
      const program = new Command('nineam').exitOverride();
      installCompletion(program);
      await program.parseAsync(['complete', shell], { from: 'user' });
      expect(printed.join('\n')).toMatch(/nineam complete/);
    },
  );
});
