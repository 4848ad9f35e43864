import { useEffect, useRef, useState } from 'preact/hooks';
import { addressOf, type Route } from './address.ts';
import { Compare } from './compare.tsx';
import { Events } from './events.tsx';
import { Explore } from './explore.tsx';
import { Gallery } from './gallery.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { Playground } from './playground.tsx';
import { Problems } from './problems.tsx';
import { go, useRoute } from './route.ts';
import type { Source } from './source.ts';
import { StudioContext, useStudioOf } from './studio-state.ts';
import { TargetPage } from './target-page.tsx';

/** The whole page. */
export function App({ source }: { source: Source }) {
  const studio = useStudioOf(source);
  const route = useRoute();
  const [help, showHelp] = useState(false);
  const [query, setQuery] = useState('');
  useShortcuts(route, () => showHelp(true));
  useTitle(route, studio?.board.project ?? '');
  if (studio === undefined) return <p class="empty">Opening the project…</p>;
  return (
    <StudioContext.Provider value={studio}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the pictures
      </button>
      <Header query={query} onQuery={setQuery} route={route} />
      <Problems />
      <main id="main" tabIndex={-1}>
        <View route={route} query={query} />
      </main>
      <NoticeBar />
      <Help open={help} onClose={() => showHelp(false)} />
    </StudioContext.Provider>
  );
}

function View({ route, query }: { route: Route; query: string }) {
  switch (route.view) {
    case 'gallery':
      return <Gallery query={query} />;
    case 'target':
      return <TargetPage key={route.id} id={route.id} />;
    case 'explore':
      return <Explore key={route.id} id={route.id} />;
    case 'compare':
      return <Compare key={route.id} {...route} />;
    case 'playground':
      return <Playground />;
    case 'events':
      return <Events />;
  }
}

/** `/` finds, `?` explains, `Esc` goes back, `g` to all, `e` explores and `c` compares what is looked at. */
function useShortcuts(route: Route, help: () => void) {
  const now = useRef(route);
  now.current = route;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target, key } = event;
      const typing = target instanceof HTMLElement && target.matches('input, textarea, select');
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (typing) {
        if (key === 'Escape') target.blur();
        return;
      }
      const { view } = now.current;
      const id = 'id' in now.current ? now.current.id : undefined;
      if (key === '/') {
        event.preventDefault();
        if (view !== 'gallery') go({ view: 'gallery' });
        // At once where it is there: what is typed next must not be lost.
        const search = () => document.querySelector<HTMLInputElement>('#search');
        if (search()) search()?.focus();
        else requestAnimationFrame(() => search()?.focus());
      } else if (key === '?') help();
      else if (key === 'g') go({ view: 'gallery' });
      else if (key === 'Escape' && view !== 'gallery')
        go(id !== undefined && view !== 'target' ? { view: 'target', id } : { view: 'gallery' });
      else if (key === 'e' && id !== undefined) go({ view: 'explore', id });
      else if (key === 'c' && id !== undefined) go({ view: 'compare', id, one: '', other: '' });
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [help]);
}

const TITLES = { gallery: '', playground: 'Playground', events: 'Events' } as const;

function useTitle(route: Route, project: string) {
  const address = addressOf(route);
  useEffect(() => {
    const what = 'id' in route ? route.id : TITLES[route.view];
    document.title = [what, project, 'imagebuild studio'].filter(Boolean).join(' · ');
  }, [address, project]);
}
