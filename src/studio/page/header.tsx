import { counted, credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import { Act } from './act.tsx';
import { addressOf, type Route } from './address.ts';
import { SpendingSwitch } from './spending-switch.tsx';
import { useStudio } from './studio-state.ts';

/** What is always there: where one is, what is going on, and what may be spent. */
export function Header({
  route,
  query,
  onQuery,
}: {
  route: Route;
  query: string;
  onQuery: (query: string) => void;
}) {
  const { board, source, connected } = useStudio();
  const { cost, tiles } = board;
  const open = tiles.filter(({ state }) => state !== 'current').length;
  return (
    <header>
      <div class="bar">
        <a class="brand" href={addressOf({ view: 'gallery' })}>
          <span class="project">{board.project}</span>
          {board.profile && <span class="profile">{board.profile}</span>}
        </a>
        <nav aria-label="Views">
          <a
            href={addressOf({ view: 'gallery' })}
            aria-current={route.view === 'gallery' ? 'page' : undefined}
          >
            Gallery
          </a>
          {source.live && (
            <a
              href={addressOf({ view: 'playground' })}
              aria-current={route.view === 'playground' ? 'page' : undefined}
            >
              Playground
            </a>
          )}
          {source.live && (
            <a
              href={addressOf({ view: 'events' })}
              aria-current={route.view === 'events' ? 'page' : undefined}
            >
              Events
            </a>
          )}
        </nav>
        {route.view === 'gallery' && (
          <input
            id="search"
            type="search"
            placeholder="Find by id, tag or text  /"
            aria-label="Find pictures"
            value={query}
            onInput={({ currentTarget }) => onQuery(currentTarget.value)}
          />
        )}
        <span class="space" />
        {source.live && <ActivityLine />}
        {source.live && <SpendingSwitch />}
        {source.live && (
          <Act
            action="build"
            input={{ patterns: [] }}
            label={open === 0 ? 'Build' : `Build ${open}`}
            command={({ maxCost }) => COMMANDS.build({ profile: board.profile, maxCost })}
            hint={
              cost.credits > 0
                ? `${counted(cost.images, 'picture')} to buy, for ${credits(cost.credits)}`
                : 'costs nothing'
            }
            compact
          />
        )}
      </div>
      {source.live && !connected && (
        <p class="strip warn" role="status">
          The line to the studio is cut; trying again.
        </p>
      )}
      {source.live && !source.trusted && (
        <p class="strip warn">
          Looking only. To change anything, open the address that <code>imagebuild studio</code> has printed.
        </p>
      )}
      {!source.live && <p class="strip">A report, as of the moment it was made.</p>}
    </header>
  );
}

/** What the session is doing. */
function ActivityLine() {
  const { activity } = useStudio().board;
  const { phase, done, total, now, waiting, last } = activity;
  const busy = phase === 'building' || phase === 'performing' || phase === 'opening';
  const [first, ...others] = now;
  const text = busy
    ? first === undefined
      ? 'looking…'
      : (waiting ?? `making ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`)
    : (last ?? 'watching');
  return (
    <span class="activity" role="status" aria-live="polite" data-phase={phase}>
      <span class={busy ? 'pulse busy' : 'pulse'} aria-hidden="true" />
      <span class="text">{text}</span>
      {busy && total > 0 && <progress value={done} max={total} aria-label={`${done} of ${total} made`} />}
    </span>
  );
}
