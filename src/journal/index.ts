/** A run's own record on disk: what it is, what it made, how far it came. Synced, checked, append-only. @packageDocumentation */

export { JournalError } from './journal-error.js';
export type { JournalFile, JournalFs } from './journal-fs.js';
export { nodeJournalFs } from './journal-fs.js';
export type { RunListing } from './list-runs.js';
export { listRuns } from './list-runs.js';
export type { Journal, JournalDamage, JournalEntry } from './read-journal.js';
export { readJournal } from './read-journal.js';
export type { ClosingStatus, JournalRecord, NoticeCode } from './record.js';
export { NOTICE_CODES } from './record.js';
export type { RunHead } from './run-head.js';
export type { CreateJournalOptions, ReopenJournalOptions } from './run-journal.js';
export { RunJournal } from './run-journal.js';
