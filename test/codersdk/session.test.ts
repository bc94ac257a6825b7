import { describe, expect, it } from 'vitest';
import { type FoundSession, findSession, type SessionSources } from '../../src/codersdk/index.js';

interface Sources extends Partial<Omit<SessionSources, 'readFile'>> {
  readonly files?: Readonly<Record<string, string>>;
}

function find({ files = {}, ...sources }: Sources): Promise<FoundSession> {
  return findSession({
    env: {},
    flags: {},
    homeDir: '/home/dev',
    readFile: (path) => Promise.resolve(files[path] ?? null),
    ...sources,
  });
}

const stored = {
  '/home/dev/.config/coderv2/url': 'https://coder.example.com\n',
  '/home/dev/.config/coderv2/session': ' stored-token \n',
};

describe('findSession', () => {
  it('finds what `coder login` has stored', async () => {
    expect(await find({ files: stored })).toEqual({
      url: 'https://coder.example.com',
      token: 'stored-token',
      tokenFrom: 'session file',
      tokenWithheldFor: null,
    });
  });

  it('prefers the environment to files, and flags to both', async () => {
    const env = { CODER_URL: 'https://coder.example.com/', CODER_SESSION_TOKEN: 'env-token' };
    expect(await find({ files: stored, env })).toMatchObject({
      url: 'https://coder.example.com/',
      token: 'env-token',
      tokenFrom: 'environment',
    });
    const flags = { url: 'https://other.example.com', token: 'flag-token' };
    expect(await find({ files: stored, env, flags })).toMatchObject({
      url: 'https://other.example.com',
      token: 'flag-token',
      tokenFrom: 'flag',
    });
  });

  it('takes empty values for none', async () => {
    const env = { CODER_URL: ' ', CODER_SESSION_TOKEN: '' };
    expect(await find({ files: stored, env, flags: { url: '', token: ' ' } })).toMatchObject({
      url: 'https://coder.example.com',
      token: 'stored-token',
    });
  });

  it('finds nothing where there is nothing', async () => {
    expect(await find({})).toEqual({ url: null, token: null, tokenFrom: null, tokenWithheldFor: null });
  });

  it.each<[string, Sources, string]>([
    ['a flag', { flags: { globalConfig: '/cfg' }, env: { CODER_CONFIG_DIR: '/env' } }, '/cfg'],
    ['CODER_CONFIG_DIR', { env: { CODER_CONFIG_DIR: '/env', XDG_CONFIG_HOME: '/xdg' } }, '/env'],
    ['XDG_CONFIG_HOME', { env: { XDG_CONFIG_HOME: '/xdg' } }, '/xdg/coderv2'],
    ['the home directory', {}, '/home/dev/.config/coderv2'],
    ['macOS', { platform: 'darwin' }, '/home/dev/Library/Application Support/coderv2'],
    [
      'Windows',
      { platform: 'win32', env: { APPDATA: 'C:/Users/dev/AppData/Roaming' } },
      'C:/Users/dev/AppData/Roaming/coderv2',
    ],
  ])('looks where Coder’s command line stores it: %s', async (_, sources, directory) => {
    const files = {
      [`${directory}/url`]: 'https://coder.example.com',
      [`${directory}/session`]: 'stored-token',
    };
    expect(await find({ ...sources, files })).toMatchObject({
      token: 'stored-token',
      tokenFrom: 'session file',
    });
  });

  it('does not send a stored token to another deployment', async () => {
    const flags = { url: 'https://staging.example.com' };
    expect(await find({ files: stored, flags })).toEqual({
      url: 'https://staging.example.com',
      token: null,
      tokenFrom: null,
      tokenWithheldFor: 'https://coder.example.com',
    });
  });

  it.each(['https://coder.example.com/', 'https://CODER.example.com:443/workspaces'])(
    'knows its deployment by other spellings: %s',
    async (url) => {
      expect(await find({ files: stored, flags: { url } })).toMatchObject({ token: 'stored-token' });
    },
  );

  it('uses a stored token where no deployment was stored with it', async () => {
    const { '/home/dev/.config/coderv2/session': session } = stored;
    const files = { '/home/dev/.config/coderv2/session': session };
    expect(await find({ files, env: { CODER_URL: 'https://a.example' } })).toMatchObject({
      token: 'stored-token',
    });
  });

  it('lets the failure to read a file be seen', async () => {
    const readFile = () => Promise.reject(new Error('EACCES'));
    await expect(findSession({ env: {}, flags: {}, homeDir: '/h', readFile })).rejects.toThrow('EACCES');
  });
});
