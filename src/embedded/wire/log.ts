import { formatInstantUs } from '../../time/index.js';
import type { LogLine } from '../build-log.js';
import type { LogLineJson } from '../schemas/logs.js';

/** A line of a log in Coder's JSON; its time comes in whole milliseconds, as provisioners tell it. */
export function logLineJson(line: LogLine): LogLineJson {
  return {
    id: line.id,
    created_at: createdAt(line),
    log_source: line.source,
    log_level: line.level,
    stage: line.stage,
    output: line.output,
  };
}

/** A line of a log as plain text, without a line end. */
export function logLineText(line: LogLine): string {
  return `${createdAt(line)} [${line.level}] [${line.source}|${line.stage}] ${line.output}`;
}

function createdAt(line: LogLine): string {
  return formatInstantUs(Math.floor(line.atUs / 1000) * 1000);
}
