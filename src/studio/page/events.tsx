import type { BuildEvent } from '../../core/events.ts';
import { waitText } from '../../core/wait.ts';
import { byteSize, counted, credits, seconds } from '../../core/words.ts';
import { addressOf } from './address.ts';
import { Crumbs } from './crumbs.tsx';
import { Scroll } from './scroll.tsx';
import { useStudio } from './studio-state.ts';

/** What the session has done, the latest first, and what it has cost. */
export function Events() {
  const { events, board } = useStudio();
  const { spent, limit } = board.spending;
  return (
    <article class="events">
      <Crumbs here="Events" />
      <p>
        {credits(spent)} spent in this session
        {limit === null ? '; spending is held.' : `, of ${credits(limit)} that it may spend.`}
      </p>
      {events.length === 0 ? (
        <p class="empty">Nothing has happened yet.</p>
      ) : (
        <Scroll label="Table of events">
          <table>
            <thead>
              <tr>
                <th scope="col">At</th>
                <th scope="col">Target</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {[...events].reverse().map(({ number, at, event }) => (
                <tr key={`${at} ${number}`} class={event.type}>
                  <td>{new Date(at).toLocaleTimeString([], { hour12: false })}</td>
                  <td>
                    {'target' in event && event.target !== undefined && (
                      <a href={addressOf({ view: 'target', id: event.target })}>{event.target}</a>
                    )}
                  </td>
                  <td>{textOf(event)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </article>
  );
}

function textOf(event: BuildEvent): string {
  switch (event.type) {
    case 'planned':
      return `${counted(event.targets, 'target')}: ${event.generate} to generate, ${event.restore} to restore, ${event.render} to render${paid(event.estimatedCredits)}`;
    case 'target-started':
      return `${event.action} begins`;
    case 'generation-requested':
      return `asked of ${event.provider}${paid(event.credits)}`;
    case 'master-stored':
      return `its picture is kept${paid(event.credits)}`;
    case 'output-written':
      return `${event.path}, ${byteSize(event.bytes)}`;
    case 'target-finished':
      return `${event.action} done, ${counted(event.written, 'file')}, ${seconds(event.durationMs)}`;
    case 'target-failed':
      return event.error.message;
    case 'target-skipped':
      return `left out, since ${event.because}`;
    case 'job-awaited':
      return 'its picture is being fetched';
    case 'waiting':
      return waitText(event, event.target);
    case 'waited':
      return `goes on after ${seconds(event.durationMs)}`;
    case 'output-removed':
      return `${event.path} removed`;
    case 'warning':
      return event.warning.message;
    case 'stopping':
      return `stopping; ${event.inFlight} in flight`;
  }
}

function paid(amount: number): string {
  return amount > 0 ? `, for ${credits(amount)}` : '';
}
