/** A run's own record on disk: what it is, what it made, how far it came. Synced, checked, append-only. @packageDocumentation */

export { JournalError } from './journal-error.js';
export type { JournalFile, JournalFs } from './journal-fs.js';
export type { Journals, JournalWriter } from './journals.js';
export { diskJournals } from './journals.js';
export type { ListedHead, RunListing } from './list-runs.js';
export { listHeads, listRuns, someGetFree } from './list-runs.js';
export { HEAD_VERSION } from './migrate-head.js';
export { readClosing, readJournal } from './read-journal.js';
export type { JournalRecord } from './record.js';
export { NOTICE_CODES } from './record.js';
export type { RunHead } from './run-head.js';
export { RunJournal } from './run-journal.js';
export type { LockSeeker } from './run-lock.js';
export { RunLockedError } from './run-lock.js';
export { seal, unseal } from './sealed-line.js';
