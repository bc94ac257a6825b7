import { useEffect, useState } from 'preact/hooks';
import type { LiveSnapshot } from '../../src/live/snapshot.js';
import { Charts } from './charts.js';
import { Figures, Meters, Notices, Stages, States } from './parts.js';
import { type Connection, followRun, openReport } from './run-stream.js';

/** Everything that changes on the page. */
export function LivePage() {
  const [snapshot, setSnapshot] = useState<LiveSnapshot | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [reportGone, setReportGone] = useState(false);
  useEffect(() => followRun(setSnapshot, setConnection), []);
  const over = snapshot?.over === true;
  const hasReport = snapshot !== null && snapshot.report !== 'none';
  useEffect(() => {
    if (over && hasReport) void openReport().then((opened) => setReportGone(!opened));
  }, [over, hasReport]);
  useEffect(() => {
    if (snapshot !== null) document.title = pageTitle(snapshot);
  }, [snapshot]);
  if (snapshot === null) return <h1>{connection === 'refused' ? REFUSED : 'Connecting to the run'}</h1>;
  return (
    <>
      <p class="unseen" role="status">
        {snapshot.stageTitle}
      </p>
      <div class="top">
        <h1>{capital(snapshot.title)}</h1>
        {snapshot.report !== 'none' && !reportGone && (
          <a class="button" href="report">
            Open the report
          </a>
        )}
      </div>
      <ConnectionNote connection={connection} snapshot={snapshot} reportGone={reportGone} />
      <Stages stages={snapshot.stages} />
      <Meters meters={snapshot.meters} remarks={snapshot.remarks} />
      <Figures figures={snapshot.figures} />
      <Charts curve={snapshot.curve} total={snapshot.total} />
      <States states={snapshot.states} total={snapshot.total} />
      <Notices notices={snapshot.notices} leftOut={snapshot.noticesLeftOut} />
    </>
  );
}

const REFUSED = 'No more pages can look at this run: close another one, and reload this';

interface NoteProps {
  readonly connection: Connection;
  readonly snapshot: LiveSnapshot;
  readonly reportGone: boolean;
}

function ConnectionNote({ connection, snapshot, reportGone }: NoteProps) {
  if (reportGone)
    return (
      <p class="note">The run has ended and serves its report no longer: it is in the files of the run.</p>
    );
  if (snapshot.over) {
    return snapshot.report === 'none' ? (
      <p class="note">The run is over, and there is nothing to report: its terminal says why.</p>
    ) : (
      <p class="note">The run is over: its report is being opened.</p>
    );
  }
  if (connection === 'lost')
    return <p class="note">The run is not heard of any more: what stands here is old. Trying again.</p>;
  return connection === 'refused' ? <p class="note">{REFUSED}.</p> : null;
}

/** For the tab, where only the beginning can be read. */
function pageTitle({ meters, stageTitle }: LiveSnapshot): string {
  const [meter] = meters;
  const progress =
    meter === undefined || meter.total === 0 ? '' : `${Math.floor((100 * meter.done) / meter.total)} % `;
  return `${progress}${stageTitle} · nineam`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
