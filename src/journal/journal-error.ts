import { ExplainedError, messageOf, systemCode } from '../storm/index.js';

/** The journal could not be written or read. The message names the path and what the system said. */
export class JournalError extends ExplainedError {
  readonly code = 'journal';
}

/** A failed write, with the mend that fits what the system said. */
export function writeError(path: string, cause: unknown): JournalError {
  return new JournalError(`cannot write the run's journal ${path}: ${messageOf(cause)}`, {
    hint: writeHint(systemCode(cause)),
    cause,
  });
}

/** A failed read. */
export function readError(path: string, cause: unknown): JournalError {
  return new JournalError(`cannot read the run's journal ${path}: ${messageOf(cause)}`, {
    hint:
      systemCode(cause) === 'ENOENT'
        ? 'name the folder that holds the runs with --state-dir'
        : 'read it as the user who ran nineam',
    cause,
  });
}

function writeHint(code: string | undefined): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'free some space on that disk; the journal goes on by itself as soon as it can';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'make the folder writable for you, or let --state-dir name one that is';
    default:
      return 'let --state-dir name a folder on a disk that works';
  }
}
