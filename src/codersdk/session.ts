/** What {@link findSession} looks at; nothing is taken from the process. */
export interface SessionSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file, or `null` when there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
  readonly flags: {
    readonly url?: string | undefined;
    readonly token?: string | undefined;
    readonly globalConfig?: string | undefined;
  };
  readonly homeDir: string;
  /** As Node names it; `linux` without it. */
  readonly platform?: string | undefined;
}

export interface FoundSession {
  readonly url: string | null;
  readonly token: string | null;
  readonly tokenFrom: 'flag' | 'environment' | 'session file' | null;
  /** The deployment that `coder login` stored a token for, when that is not `url`: it is not sent elsewhere. */
  readonly tokenWithheldFor: string | null;
}

/**
 * The deployment and the token to use: flags, then `CODER_URL` and `CODER_SESSION_TOKEN`, then the files that
 * `coder login` writes. A stored token is only used for the deployment it was stored for.
 */
export async function findSession(sources: SessionSources): Promise<FoundSession> {
  const { env, flags, readFile } = sources;
  const directory = configDir(sources);
  const storedUrl = text(await readFile(`${directory}/url`));
  const url = text(flags.url) ?? text(env['CODER_URL']) ?? storedUrl;
  const given = { url, tokenWithheldFor: null };
  const flag = text(flags.token);
  if (flag !== null) return { ...given, token: flag, tokenFrom: 'flag' };
  const fromEnv = text(env['CODER_SESSION_TOKEN']);
  if (fromEnv !== null) return { ...given, token: fromEnv, tokenFrom: 'environment' };
  const stored = text(await readFile(`${directory}/session`));
  if (stored === null) return { ...given, token: null, tokenFrom: null };
  if (storedUrl !== null && url !== null && originOf(storedUrl) !== originOf(url)) {
    return { url, token: null, tokenFrom: null, tokenWithheldFor: storedUrl };
  }
  return { ...given, token: stored, tokenFrom: 'session file' };
}

/** Where Coder's command line keeps its files. */
function configDir({ env, flags, homeDir, platform }: SessionSources): string {
  const chosen = text(flags.globalConfig) ?? text(env['CODER_CONFIG_DIR']);
  if (chosen !== null) return chosen;
  if (platform === 'darwin') return `${homeDir}/Library/Application Support/coderv2`;
  if (platform === 'win32') return `${text(env['APPDATA']) ?? `${homeDir}/AppData/Roaming`}/coderv2`;
  return `${text(env['XDG_CONFIG_HOME']) ?? `${homeDir}/.config`}/coderv2`;
}

function text(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
