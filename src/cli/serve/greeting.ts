import type { EmbeddedDeployment } from '../../embedded/index.js';
import { formatInstantUs } from '../../time/index.js';
import { dueLines } from './due-lines.js';

/** What a greeting says beyond what the deployment knows of itself. */
export interface GreetingFacts {
  readonly timeScale: number;
  /** Whether its clock was set to begin at another time than the present. */
  readonly clockSet: boolean;
  /** Name under which other machines find this one, if they are to reach it; else `null`. */
  readonly remoteHost: string | null;
  /** Where its state is kept, and whether it came from there; `null`: nowhere. */
  readonly state: { readonly path: string; readonly restored: boolean } | null;
  /** Whether a person reads it. */
  readonly isTTY: boolean;
}

/** What `serve` says when it listens. */
export function greeting(deployment: EmbeddedDeployment, facts: GreetingFacts): string {
  const { timeScale, clockSet, remoteHost, state, isTTY } = facts;
  const { users, workspaces } = deployment.counts();
  const now = formatInstantUs(Math.floor(deployment.clock.nowMs()) * 1000);
  const url = atHost(deployment.url, null);
  const lines = [
    `listening on ${url}`,
    ...(remoteHost === null
      ? []
      : [
          `other machines can reach it at ${atHost(deployment.url, remoteHost)},`,
          'and its tokens travel in the clear',
        ]),
    ...(clockSet || state?.restored === true ? [`its clock shows ${now}`] : []),
    ...(timeScale === 1 ? [] : [`its clock runs ${timeScale} times as fast as real time`]),
    ...(timeScale === 1 && !clockSet
      ? []
      : [
          'the coder client takes its minutes from its own clock:',
          'for it, serve with --time-scale 1 and no --start-at',
        ]),
    ...(workspaces === 0 ? [] : [`it holds ${workspaces} workspaces and ${users} users`]),
    ...dueLines(deployment.dueStarts()),
    ...(deployment.metricsUrl === null ? [] : [`its metrics are at ${deployment.metricsUrl}`]),
    ...(state === null ? [] : [stateLine(state)]),
    ...(isTTY ? usage(deployment, url) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A URL of all addresses of this machine as one that can be used: with a name of it, or its loopback address. */
function atHost(url: string, name: string | null): string {
  return url
    .replace('//0.0.0.0:', `//${name ?? '127.0.0.1'}:`)
    .replace(/\/\/\[[0:]+\]:/, `//${name ?? '[::1]'}:`);
}

function stateLine({ path, restored }: { readonly path: string; readonly restored: boolean }): string {
  return restored
    ? `it goes on from ${path}, and is saved there at the end`
    : `it is saved in ${path} at the end`;
}

function usage({ token, templates }: EmbeddedDeployment, url: string): readonly string[] {
  const ending = ['', 'Ctrl-C ends it.'];
  if (token === '') return ['', `  coder login ${url}`, ...ending];
  return [
    '',
    `  export CODER_URL=${url}`,
    `  export CODER_SESSION_TOKEN=${token}`,
    `  npx nineam run -c 100 -t ${templates[0]?.name ?? ''}`,
    ...ending,
  ];
}
