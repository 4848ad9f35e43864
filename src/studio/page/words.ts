import type { TileMark, TileState } from '../shapes.ts';

/** What states and marks are called. */
export const STATES: { readonly [State in TileState]: string } = {
  current: 'up to date',
  changed: 'changed',
  missing: 'missing',
  refused: 'refused',
};

export const MARKS: { readonly [Mark in TileMark]: string } = {
  approved: 'approved',
  protected: 'protected',
  draft: 'draft',
  manual: 'by hand',
  outlier: 'stands out',
};
