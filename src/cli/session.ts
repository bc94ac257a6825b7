import { readFile } from 'node:fs/promises';
import { findSession } from '../codersdk/index.js';
import type { ProxySettings } from '../run/index.js';
import type { OptionOrigin } from './flags/index.js';
import type { Io } from './io.js';

/** The flags that say where the deployment is. */
export interface SessionFlags {
  readonly url: string | null;
  readonly token: string | null;
  readonly globalConfig: string | null;
}

/** URL and token, and what is missing or unwise about them. */
export interface Session {
  readonly url: string | null;
  readonly token: string | null;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Finds URL and token in flags, environment and the files of `coder login`, in this order.
 * @param instead - A flag of the command that does without a deployment elsewhere; `null`: it has none.
 */
export async function resolveSession(
  flags: SessionFlags,
  tokenGivenBy: OptionOrigin | undefined,
  io: Pick<Io, 'env' | 'homeDir' | 'platform'>,
  instead: '--embedded' | null = null,
): Promise<Session> {
  const found = await findSession({
    env: io.env,
    readFile: (path) => readFile(path, 'utf8').catch(() => null),
    flags: {
      ...(flags.url === null ? {} : { url: flags.url }),
      ...(flags.token === null ? {} : { token: flags.token }),
      ...(flags.globalConfig === null ? {} : { globalConfig: flags.globalConfig }),
    },
    homeDir: io.homeDir,
    platform: io.platform,
  });
  const problems: string[] = [];
  if (found.url === null) {
    problems.push(
      `--url: no deployment is named; give --url or CODER_URL, ${instead === null ? 'or ' : ''}log in with \`coder login\`` +
        (instead === null ? '' : `, or use ${instead}`),
    );
  } else if (!isHttpUrl(found.url)) {
    problems.push(
      `--url: must be an http(s) URL, e.g. https://coder.example.com, got '${withoutCredentials(found.url)}'`,
    );
  }
  if (found.token === null) {
    problems.push(missingToken(found.tokenWithheldFor));
  }
  const warnings: string[] = [];
  if (tokenGivenBy === 'flag' && found.token !== null)
    warnings.push('--token can be seen by other users of this machine; prefer CODER_SESSION_TOKEN');
  if (tokenGivenBy === 'file' && found.token !== null)
    warnings.push(
      'the configuration file holds a token: let nobody else read it, or prefer CODER_SESSION_TOKEN',
    );
  return { url: found.url, token: found.token, problems, warnings };
}

function missingToken(withheldFor: string | null): string {
  return withheldFor === null
    ? '--token: there is no session; set CODER_SESSION_TOKEN, or log in with `coder login`'
    : `--token: the stored session is for ${withheldFor} and is not sent elsewhere; log in with \`coder login\`, or set CODER_SESSION_TOKEN`;
}

/** A URL as it may be shown. */
function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Proxies as the environment names them, in either case. */
export function proxySettings(env: Io['env']): ProxySettings {
  const httpProxy = env['HTTP_PROXY'] || env['http_proxy'];
  const httpsProxy = env['HTTPS_PROXY'] || env['https_proxy'];
  const noProxy = env['NO_PROXY'] || env['no_proxy'];
  return {
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  };
}
