/** Sources of build updates, and the reliable feed over them. @packageDocumentation */

export type { BuildExpectation } from '../collect/index.js';
export { BuildExpectations } from './build-expectations.js';
export type { FeedClient, ObserverClient, WatchAllClient } from './feed-client.js';
export type { FeedEvent, FeedKind, FeedStatistics, FeedUpdate } from './feed-update.js';
export type { ReliableFeedOptions } from './reliable-feed.js';
export { ReliableFeed } from './reliable-feed.js';
export type { BuildUpdateSource, SourceEnd } from './source.js';
export { WatchAllSource } from './watch-all-source.js';
