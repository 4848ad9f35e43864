import { addressOf } from './address.ts';

/** Where this is, and the way back. */
export function Crumbs({ id, here }: { id?: string; here?: string }) {
  return (
    <nav class="crumbs" aria-label="Where this is">
      <a href={addressOf({ view: 'gallery' })}>Gallery</a>
      {id !== undefined && here !== undefined && <a href={addressOf({ view: 'target', id })}>{id}</a>}
      <h1>{here ?? id}</h1>
    </nav>
  );
}
