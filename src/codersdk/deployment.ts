import { z } from 'zod';
import { parseInstant } from '../time/index.js';
import { apiPath } from './api-path.js';
import { decodeEntitlements, type Entitlements } from './entitlements.js';
import { decoder } from './payload.js';
import { type RateLimitStanding, rateLimitStanding } from './rate-limit.js';
import type { CallOptions, Requester } from './requester.js';

/** The clock that an embedded deployment announces: it may run faster than real time. */
export interface AnnouncedClock {
  /** Its present when it answered, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** How many of its seconds pass in a real one. */
  readonly scale: number;
}

export interface BuildInfo {
  /** Such as `v2.34.0+abc1234`; only major, minor and patch mean anything. */
  readonly version: string;
  readonly deploymentId: string;
  /** The access URL. */
  readonly dashboardUrl: string;
  readonly externalUrl: string;
  /** `null` for a real deployment. */
  readonly clock: AnnouncedClock | null;
  /** When it answered by its `Date` header, cut to the second, in milliseconds; `null` without that header. */
  readonly dateMs: number | null;
  readonly rateLimit: RateLimitStanding | null;
}

/** Options of the deployment that matter to a storm; `null` where the server does not tell. */
export interface DeploymentConfig {
  readonly experiments: readonly string[] | null;
  readonly rateLimitsDisabled: boolean | null;
  /** Requests a minute, to one path by one user. */
  readonly apiRateLimit: number | null;
  /** Built-in provisioners of each replica. */
  readonly provisionerDaemons: number | null;
  readonly provisionerDaemonTypes: readonly string[] | null;
  /** Period of the autostart executor. */
  readonly autobuildPollIntervalMs: number | null;
  readonly jobHangDetectorIntervalMs: number | null;
  readonly agentStatRefreshIntervalMs: number | null;
  readonly passwordAuthDisabled: boolean | null;
  /** Ways on which notifications leave the server, such as `smtp`; `inbox` is the page of each user. */
  readonly notificationChannels: readonly string[] | null;
}

const NS_PER_MS = 1e6;

export const decodeBuildInfo = decoder(
  z.object({
    version: z.string(),
    deployment_id: z.string().nullish(),
    dashboard_url: z.string().nullish(),
    external_url: z.string().nullish(),
  }),
  (payload): Omit<BuildInfo, 'clock' | 'dateMs' | 'rateLimit'> => ({
    version: payload.version,
    deploymentId: payload.deployment_id ?? '',
    dashboardUrl: payload.dashboard_url ?? '',
    externalUrl: payload.external_url ?? '',
  }),
);

export const decodeExperiments = decoder(z.array(z.string()).nullish(), (names) => names ?? []);

/** Whether the sending of notifications is paused. */
export const decodeNotificationSettings = decoder(
  z.object({ notifier_paused: z.boolean().nullish() }),
  (payload) => ({ paused: payload.notifier_paused ?? false }),
);

const notificationsPayload = z
  .object({
    method: z.string().nullish(),
    email: z.object({ smarthost: z.string().nullish() }).nullish(),
    webhook: z.object({ endpoint: z.unknown() }).nullish(),
    inbox: z.object({ enabled: z.boolean().nullish() }).nullish(),
  })
  .nullish();

export const decodeDeploymentConfig = decoder(
  z.object({
    config: z.object({
      experiments: z.array(z.string()).nullish(),
      rate_limit: z.object({ disable_all: z.boolean().nullish(), api: z.number().nullish() }).nullish(),
      provisioner: z
        .object({ daemons: z.number().nullish(), daemon_types: z.array(z.string()).nullish() })
        .nullish(),
      autobuild_poll_interval: z.number().nullish(),
      job_hang_detector_interval: z.number().nullish(),
      agent_stat_refresh_interval: z.number().nullish(),
      disable_password_auth: z.boolean().nullish(),
      notifications: notificationsPayload,
    }),
  }),
  ({ config }): DeploymentConfig => ({
    experiments: config.experiments ?? null,
    rateLimitsDisabled: config.rate_limit?.disable_all ?? null,
    apiRateLimit: config.rate_limit?.api ?? null,
    provisionerDaemons: config.provisioner?.daemons ?? null,
    provisionerDaemonTypes: config.provisioner?.daemon_types ?? null,
    autobuildPollIntervalMs: nsToMs(config.autobuild_poll_interval),
    jobHangDetectorIntervalMs: nsToMs(config.job_hang_detector_interval),
    agentStatRefreshIntervalMs: nsToMs(config.agent_stat_refresh_interval),
    passwordAuthDisabled: config.disable_password_auth ?? null,
    notificationChannels: notificationChannels(config.notifications),
  }),
);

/** Mail needs a host to hand it to, a webhook an address; the inbox is on unless it is turned off. */
function notificationChannels(
  settings: z.output<typeof notificationsPayload>,
): DeploymentConfig['notificationChannels'] {
  if (settings == null) return null;
  const { method, email, webhook, inbox } = settings;
  const isSent = method === 'webhook' ? hasText(webhook?.endpoint) : hasText(email?.smarthost);
  return [
    ...(isSent ? [method === 'webhook' ? 'webhook' : 'e-mail'] : []),
    ...(inbox?.enabled === false ? [] : ['inbox']),
  ];
}

/** An address is a text, or an object of its parts. */
function hasText(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : value !== null && value !== undefined;
}

function nsToMs(ns: number | null | undefined): number | null {
  return ns == null ? null : ns / NS_PER_MS;
}

/** What an embedded deployment's clock can be: limits and waits are reckoned with it, and a server may say anything. */
const FASTEST_CLOCK = 600;
const YEARS_OF_CLOCKS = { first: 2000, last: 2199 };

/** Reads `now=<RFC 3339>; scale=<number>`; `null` for an absent header, and for one that no clock of ours announces. */
export function parseAnnouncedClock(header: string | string[] | undefined): AnnouncedClock | null {
  if (typeof header !== 'string') return null;
  const fields = new Map(
    header.split(';').map((field): [string, string] => {
      const at = field.indexOf('=');
      return [field.slice(0, at).trim(), field.slice(at + 1).trim()];
    }),
  );
  const scale = Number(fields.get('scale'));
  if (!(scale > 0 && scale <= FASTEST_CLOCK)) return null;
  try {
    const nowMs = parseInstant(fields.get('now') ?? '').us / 1000;
    const year = new Date(nowMs).getUTCFullYear();
    return year >= YEARS_OF_CLOCKS.first && year <= YEARS_OF_CLOCKS.last ? { nowMs, scale } : null;
  } catch {
    return null;
  }
}

function parseDate(header: string | string[] | undefined): number | null {
  const ms = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

export type DeploymentApi = ReturnType<typeof deploymentApi>;

export function deploymentApi(requester: Requester) {
  return {
    /** Needs no token. */
    buildInfo: async (options?: CallOptions): Promise<BuildInfo> => {
      const call = { method: 'GET', at: apiPath`/api/v2/buildinfo` } as const;
      const { value, headers } = await requester.jsonWithHeaders(call, decodeBuildInfo, options);
      return {
        ...value,
        clock: parseAnnouncedClock(headers['x-nineam-clock']),
        dateMs: parseDate(headers['date']),
        rateLimit: rateLimitStanding(headers),
      };
    },

    /** Experiments that are on, on the replica that answers. */
    experiments: (options?: CallOptions): Promise<readonly string[]> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/experiments` }, decodeExperiments, options),

    /** @throws CoderApiError 403 for all but owners and auditors. */
    config: (options?: CallOptions): Promise<DeploymentConfig> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/deployment/config` },
        decodeDeploymentConfig,
        options,
      ),

    /** @throws CoderApiError 404 of the free edition, which has no licence. */
    entitlements: (options?: CallOptions): Promise<Entitlements> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/entitlements` }, decodeEntitlements, options),

    /** @throws CoderApiError 404 of a server that sends no notifications. */
    notificationSettings: (options?: CallOptions): Promise<{ readonly paused: boolean }> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/notifications/settings` },
        decodeNotificationSettings,
        options,
      ),
  };
}
