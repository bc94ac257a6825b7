import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveSession } from '../../src/cli/session.js';

const NO_FLAGS = { url: null, token: null, globalConfig: null };

describe('resolveSession', () => {
  let homeDir = '';
  beforeEach(async () => {
    homeDir = await mkdtemp(join(tmpdir(), 'nineam-session-'));
  });
  afterEach(() => rm(homeDir, { recursive: true }));

  it.each([
    ['linux', '.config/coderv2'],
    ['darwin', 'Library/Application Support/coderv2'],
    ['win32', 'AppData/Roaming/coderv2'],
  ])('finds the files of `coder login` on %s', async (platform, folder) => {
    const directory = join(homeDir, folder);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'url'), 'https://coder.example.com\n');
    await writeFile(join(directory, 'session'), 'a-stored-token\n');
    expect(await resolveSession(NO_FLAGS, undefined, { env: {}, homeDir, platform })).toEqual({
      url: 'https://coder.example.com',
      token: 'a-stored-token',
      problems: [],
      warnings: [],
    });
  });

  it.each([
    ['flag', '--token can be seen by other users'],
    ['file', 'the configuration file holds a token'],
  ] as const)('warns of a token that a %s gives', async (origin, warning) => {
    const flags = { ...NO_FLAGS, url: 'https://coder.example.com', token: 'hunter2' };
    const { warnings } = await resolveSession(flags, origin, {
      env: {},
      homeDir: '/nowhere',
      platform: 'linux',
    });
    expect(warnings).toEqual([expect.stringContaining(warning)]);
    expect(warnings.join()).not.toContain('hunter2');
  });
});
