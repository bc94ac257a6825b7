import { JournalError } from './journal-error.js';
import { HEAD_VERSION, migrateHead } from './migrate-head.js';
import { seal, unseal } from './sealed-line.js';

/**
 * What a run is: enough to find everything it made, by names and marks, though nothing else of its journal survives.
 * On disk before the first request that creates anything.
 */
export interface RunHead {
  readonly version: typeof HEAD_VERSION;
  /** UUID of the run; part of the mark that its users carry. */
  readonly runId: string;
  /** The run's part of the names of its users and workspaces. */
  readonly prefix: string;
  /** Address of the deployment, without user name and password. */
  readonly url: string;
  /** How many workspaces the run was to make. */
  readonly count: number;
  readonly templateName: string;
  /** Empty where the head does not say: it is of version 1. */
  readonly templateId: string;
  readonly organizationId: string;
  /** What was given, by the flag's name, without secrets; `null` where the head does not say. */
  readonly flags: Readonly<Record<string, readonly string[]>> | null;
  /** Names of the template's parameters that were given; their values may be secrets. */
  readonly parameterNames: readonly string[];
  /** RFC 3339, this machine's clock. */
  readonly createdAt: string;
  readonly nineamVersion: string;
  /** The process that runs it: tells a run that is still going from one that was killed. */
  readonly writer: { readonly pid: number; readonly host: string };
}

/**
 * What stands in names and marks. Anything else, such as a blank or a path, could make a search on the deployment, or a
 * name made of it, mean something other than this run.
 */
const RUN_ID = /^[0-9a-f-]{8,36}$/;
const PREFIX = /^[0-9a-z]{1,16}$/;

/** The head as its file holds it: one sealed line. Credentials inside the URL are left out. */
export function encodeHead(head: RunHead): string {
  return seal({
    version: head.version,
    run_id: head.runId,
    prefix: head.prefix,
    url: withoutCredentials(head.url),
    count: head.count,
    template_name: head.templateName,
    template_id: head.templateId,
    organization_id: head.organizationId,
    flags: head.flags,
    parameter_names: head.parameterNames,
    created_at: head.createdAt,
    nineam_version: head.nineamVersion,
    writer_pid: head.writer.pid,
    writer_host: head.writer.host,
  });
}

/**
 * @param bytes - Content of the head's file.
 * @throws JournalError when it is not whole, or of a version that this one does not know.
 */
export function decodeHead(bytes: Buffer, path: string): RunHead {
  const whole = bytes.at(-1) === 0x0a ? unseal(bytes.subarray(0, -1)) : null;
  if (whole?.ok !== true) {
    throw new JournalError(`${path} is damaged: its checksum does not match`, {
      hint: 'look for users and workspaces whose names begin with "scaletest-", and delete them by hand',
    });
  }
  const value = migrateHead(whole.value);
  if (value === null) {
    throw new JournalError(
      `${path} was written by another version of nineam (${text(whole.value, 'nineam_version')})`,
      {
        hint: 'use that version for this run',
      },
    );
  }
  const [runId, prefix] = [text(value, 'run_id'), text(value, 'prefix')];
  if (!RUN_ID.test(runId) || !PREFIX.test(prefix)) {
    throw new JournalError(`${path} names no run: nineam did not write it`, {
      hint: 'leave that folder alone, or remove it: nothing is deleted by what it says',
    });
  }
  return {
    version: HEAD_VERSION,
    runId,
    prefix,
    url: text(value, 'url'),
    count: number(value, 'count'),
    templateName: text(value, 'template_name'),
    templateId: text(value, 'template_id'),
    organizationId: text(value, 'organization_id'),
    flags: flagsOf(value['flags']),
    parameterNames: texts(value['parameter_names']),
    createdAt: text(value, 'created_at'),
    nineamVersion: text(value, 'nineam_version'),
    writer: { pid: number(value, 'writer_pid'), host: text(value, 'writer_host') },
  };
}

function text(value: Readonly<Record<string, unknown>>, key: string): string {
  const field = value[key];
  return typeof field === 'string' ? field : '';
}

function number(value: Readonly<Record<string, unknown>>, key: string): number {
  const field = value[key];
  return typeof field === 'number' ? field : 0;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function flagsOf(value: unknown): RunHead['flags'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, given]) => [name, texts(given)]));
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return '';
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
