import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Route, routeOf } from './address.ts';

export function go(route: Route): void {
  location.hash = addressOf(route);
}

/** The route of the address, followed. */
export function useRoute(): Route {
  const [route, follow] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = () => follow(routeOf(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
