import type { Departure } from './player.js';

const ANY = /./;

/** Where the embedded deployment is meant to answer otherwise than the recorded server. */
export const DEPARTURES: readonly Departure[] = [
  {
    method: 'GET',
    path: ANY,
    difference: /\.provisioners?(\[0\])?: recorded "echo", answered "terraform"/,
    why: 'Its provisioners pass for those of a usual deployment; the recorded one had those of tests.',
  },
  {
    method: 'GET',
    path: /\/templates/,
    difference: /\.build_time_stats\./,
    why: 'Its templates look as if they had been built before, as estimates need it.',
  },
  {
    method: 'GET',
    path: ANY,
    difference: /resources\[0\]\.name: recorded "example"|\$\[0\]\.name: recorded "example"/,
    why: 'What the resource of a template is called is the template’s own matter.',
  },
  {
    method: 'GET',
    path: /\/buildinfo$/,
    difference: /webpush_public_key/,
    why: 'It notifies no browsers. Clients must do without the key.',
  },
  {
    method: 'GET',
    path: /\/deployment\/config$/,
    difference:
      /\$\.config.*\(the key is missing\)|\$\.config\.(http_address|prometheus|cache_directory|provisioner\.daemon_types)/,
    why: 'Of the configuration it tells what it has, and what is its own.',
  },
  {
    method: 'GET',
    path: /\/deployment\/config$/,
    difference: /\$\.options(: recorded 285|\[\d+\])/,
    why: 'The options behind the configuration are described for those values that it has.',
  },
  {
    method: 'POST',
    path: /\/builds$/,
    difference: /matched_provisioners\.count: recorded 30/,
    why: 'The recorded server had been restarted, and counted the provisioners of before.',
  },
  {
    method: 'PUT',
    path: /\/prebuilds\/settings$/,
    difference: /status: recorded 404, answered 200/,
    why: 'Without this route of a licensed edition Coder’s own cleanup stops and cleans nothing.',
  },
  {
    method: 'GET',
    path: /\/provisionerdaemons/,
    difference: /\$\[\d\]\.(name|previous_job)/,
    why: 'Which provisioner took which job, and what they are called, is chance.',
  },
  {
    method: 'GET',
    path: /\/provisionerjobs/,
    difference: /\$(: recorded 21|\[([5-9]|\d\d)\])/,
    why: 'The recorded server had had other jobs before.',
  },
  {
    method: 'GET',
    path: /\/keys\/tokens\?/,
    difference: /\$\[0\]|\$\[\d\]\.id: recorded "[0-9A-Za-z]{10}", answered "[0-9A-Za-z]{10}"/,
    why: 'The first token is the deployment’s own; ids of keys are random.',
  },
];
