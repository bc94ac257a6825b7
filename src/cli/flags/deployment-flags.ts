import { countFlag, durationFlag, listFlag, textFlag } from './flag.js';

const group = 'Deployment:';

/** Where the deployment is and how to talk to it; shared by every command that is its client. */
export const deploymentFlags = {
  url: textFlag({
    name: 'url',
    env: 'CODER_URL',
    group,
    placeholder: '<url>',
    description: 'URL of the deployment',
    defaultText: 'what `coder login` stored',
  }),
  token: textFlag({
    name: 'token',
    env: 'CODER_SESSION_TOKEN',
    group,
    placeholder: '<token>',
    secret: true,
    description: 'session token; prefer the environment: other users of this machine can see flags',
    defaultText: 'what `coder login` stored',
  }),
  globalConfig: textFlag({
    name: 'global-config',
    env: 'CODER_CONFIG_DIR',
    group,
    placeholder: '<dir>',
    description: 'folder in which `coder login` stored URL and session',
    defaultText: '~/.config/coderv2',
  }),
  organization: textFlag({
    name: 'org',
    short: 'O',
    env: 'CODER_ORGANIZATION',
    group,
    placeholder: '<name|id>',
    description: 'organization of the template and of the created users',
    defaultText: "the template's",
  }),
  headers: listFlag({
    name: 'header',
    env: 'CODER_HEADER',
    group,
    placeholder: '<name=value>',
    secret: true,
    description: 'extra header on every request',
    parseItem: parsePair,
  }),
  requestTimeoutMs: durationFlag({
    name: 'request-timeout',
    env: 'NINEAM_REQUEST_TIMEOUT',
    group,
    description: 'how long one request may take, in real time',
    minMs: 100,
    fallback: null,
    defaultText: '30s; shorter with a scaled clock',
  }),
  requestConcurrency: countFlag({
    name: 'request-concurrency',
    env: 'NINEAM_REQUEST_CONCURRENCY',
    group,
    description: 'requests in flight at once, at most',
    min: 1,
    max: 1024,
    fallback: 64,
    defaultText: '64',
  }),
};

/** A `name=value` pair as headers and parameters have it. @throws Error whose message completes "--flag …". */
export function parsePair(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  if (at < 1) throw new Error('must have the form name=value');
  return { name: text.slice(0, at).trim(), value: text.slice(at + 1) };
}
