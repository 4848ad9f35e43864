import { expect, test } from 'vitest';
import { addressOf, type Route, routeOf } from '../../src/studio/page/address.ts';

test.each<Route>([
  { view: 'gallery' },
  { view: 'playground' },
  { view: 'events' },
  { view: 'target', id: 'fox/running@dark.large' },
  { view: 'explore', id: 'a % b' },
  { view: 'compare', id: 'fox/running', one: 'ab', other: '' },
])('an address leads back to where it came from: %o', (route) => {
  expect(routeOf(addressOf(route))).toEqual(route);
});

test.each(['', '#', '#/', '#/%', '#/target/%', '#/target/', '#/nowhere/fox', '#token=x'])(
  'the address "%s" shows the gallery',
  (address) => expect(routeOf(address)).toEqual({ view: 'gallery' }),
);
