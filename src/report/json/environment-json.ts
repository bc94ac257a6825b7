import type { FeedStatistics } from '../../feed/index.js';
import type { FlagValue, ReportEnvironment } from '../report-environment.js';

/** Name and version of the format that a file is in. */
export interface FormatStamp {
  readonly format: string;
  readonly version: number;
}

/** The environment in the keys of JSON outputs. */
export function environmentToJson(
  environment: ReportEnvironment,
  stamp: FormatStamp,
): Readonly<Record<string, unknown>> {
  const { feed, clockOffset, setUp, cleanup } = environment;
  return {
    format: stamp.format,
    format_version: stamp.version,
    nineam_version: environment.nineamVersion,
    node_version: environment.nodeVersion,
    url_host: environment.urlHost,
    server_version: environment.serverVersion,
    template: environment.template,
    count: environment.count,
    seed: environment.seed,
    embedded: environment.embedded,
    time_scale: environment.timeScale,
    started_at: environment.startedAt,
    ended_at: environment.endedAt,
    resumed_at: environment.resumedAt ?? [],
    feed: feed && feedToJson(feed),
    clock_offset: clockOffset && {
      offset_ms: clockOffset.offsetMs,
      uncertainty_ms: clockOffset.uncertaintyMs,
      samples: clockOffset.samples,
      disagreement_ms: clockOffset.disagreementMs,
    },
    stopped: environment.stopped,
    set_up: setUp && { builds_at_once: setUp.builds, requests_at_once: setUp.requests },
    predicted: (environment.predicted ?? []).map(({ figure, highMs, lowMs, measuredMs, medianMs }) => ({
      figure,
      low_ms: lowMs,
      median_ms: medianMs,
      high_ms: highMs,
      measured_ms: measuredMs,
    })),
    cleanup: cleanup && {
      status: cleanup.status,
      workspaces_left: cleanup.workspacesLeft,
      users_left: cleanup.usersLeft,
    },
    flags: withoutSecrets(environment.flags),
    how_obtained: environment.howObtained,
  };
}

/** A new figure of the feed does not compile until it has a key here. */
const FEED_KEYS: Readonly<Record<keyof FeedStatistics, string>> = {
  kind: 'kind',
  messages: 'messages',
  foreign: 'foreign',
  reconnects: 'reconnects',
  reconciliations: 'reconciliations',
  failedReconciliations: 'failed_reconciliations',
  recovered: 'recovered',
  duplicates: 'duplicates',
  requests: 'requests',
};

function feedToJson(feed: FeedStatistics): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(FEED_KEYS).map(([name, key]) => [key, feed[name as keyof FeedStatistics]]),
  );
}

/** A second guard: the caller leaves secrets out, and a flag that sounds like one is not written even if it forgot. */
export function withoutSecrets(
  flags: Readonly<Record<string, FlagValue>>,
): Readonly<Record<string, FlagValue>> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [name, SOUNDS_SECRET.test(name) ? '(not shown)' : value]),
  );
}

const SOUNDS_SECRET = /token|password|secret|credential|api[-_]?key/i;
