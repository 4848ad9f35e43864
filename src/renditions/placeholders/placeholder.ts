import type { Pixels } from '../../core/picture.ts';
import type { PlaceholderKind, SitePlaceholder } from '../../core/site-manifest.ts';

/** One kind of stand-in for a picture that has not loaded yet. */
export interface Placeholder {
  readonly kind: PlaceholderKind;
  /** From a picture of at most {@link SEEN} pixels a side. Equal pixels give an equal stand-in. */
  draw(picture: Pixels): Promise<SitePlaceholder>;
}

/** Longest side in pixels of what stand-ins are made from: the most that a ThumbHash takes. */
export const SEEN = 100;
