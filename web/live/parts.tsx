import type { LiveSnapshot } from '../../src/live/snapshot.js';

/** The stages of the run in their order. */
export function Stages({ stages }: Pick<LiveSnapshot, 'stages'>) {
  return (
    <ol class="stages" aria-label="Stages">
      {stages.map(({ text, state }) => (
        <li
          key={text.split(' ')[0]}
          class={state}
          {...(state === 'present' ? { 'aria-current': 'step' } : {})}
        >
          {text}
          {state === 'past' && <span class="unseen"> (over)</span>}
        </li>
      ))}
    </ol>
  );
}

/** What of the present stage is done. */
export function Meters({ meters, remarks }: Pick<LiveSnapshot, 'meters' | 'remarks'>) {
  return (
    <div class="meters">
      {meters.map(({ label, done, total, notes }) => (
        <div key={label} class="meter">
          <span>
            {label} <strong>{grouped(done)}</strong> of {grouped(total)}
          </span>
          <progress aria-label={label} value={done} max={Math.max(1, total)} />
          {notes.length > 0 && (
            <span class="notes">
              {notes.map(({ text, tone }) => (
                <span key={text} class={tone}>
                  {text}
                </span>
              ))}
            </span>
          )}
        </div>
      ))}
      {remarks.map(({ text }) => (
        <p key={text} class="note">
          {text}
        </p>
      ))}
    </div>
  );
}

/** Figures that stay in their places whether they are known or not. */
export function Figures({ figures }: Pick<LiveSnapshot, 'figures'>) {
  return (
    <dl class="key-figures">
      {figures.map(({ label, value, detail }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <strong>{value ?? <Unknown />}</strong>
            <span>{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Unknown() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="unseen">not known</span>
    </>
  );
}

/** How many workspaces are in each state. */
export function States({ states, total }: Pick<LiveSnapshot, 'states' | 'total'>) {
  return (
    <section aria-labelledby="states-title">
      <h2 id="states-title">Workspaces by state</h2>
      <ul class="states">
        {states.map(({ label, count, tone }) => (
          <li key={label} class={tone}>
            <span>{label}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${(100 * count) / Math.max(1, total)}%` }} />
            </span>
            <strong>{grouped(count)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the run had to say, the newest first. */
export function Notices({ notices, leftOut }: { notices: LiveSnapshot['notices']; leftOut: number }) {
  return (
    <section aria-labelledby="notices-title">
      <h2 id="notices-title">Notices</h2>
      {notices.length === 0 ? (
        <p class="faint">None so far.</p>
      ) : (
        <ol class="notices" reversed>
          {notices.toReversed().map(({ at, text, bad }, place) => (
            <li key={leftOut + notices.length - place} class={bad ? 'bad' : 'plain'}>
              <span class="faint">{at} UTC</span> {text}
            </li>
          ))}
        </ol>
      )}
      {leftOut > 0 && <p class="faint">{grouped(leftOut)} earlier ones are shown in the terminal only.</p>}
    </section>
  );
}

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}
