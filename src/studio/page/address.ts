/** What the page shows, as its address says. */
export type Route =
  | { readonly view: 'gallery' }
  | { readonly view: 'target'; readonly id: string }
  | { readonly view: 'compare'; readonly id: string; readonly one: string; readonly other: string }
  | { readonly view: 'explore'; readonly id: string }
  | { readonly view: 'playground' }
  | { readonly view: 'events' };

export function addressOf(route: Route): string {
  switch (route.view) {
    case 'gallery':
      return '#/';
    case 'playground':
    case 'events':
      return `#/${route.view}`;
    case 'compare':
      return `#/compare/${encodeURIComponent(route.id)}/${route.one}/${route.other}`;
    default:
      return `#/${route.view}/${encodeURIComponent(route.id)}`;
  }
}

export function routeOf(address: string): Route {
  const [view, id = '', one = '', other = ''] = address.replace(/^#\//, '').split('/').map(decoded);
  if (view === 'playground' || view === 'events') return { view };
  if (view === 'compare' && id !== '') return { view, id, one, other };
  if ((view === 'target' || view === 'explore') && id !== '') return { view, id };
  return { view: 'gallery' };
}

/** What cannot be read is no name that anything has. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return '';
  }
}
