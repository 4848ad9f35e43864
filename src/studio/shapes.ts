import type { Diagnostic } from '../core/diagnostic.ts';
import type { BuildEvent } from '../core/events.ts';
import type { Size } from '../core/picture.ts';

/** What the page and the server say to each other. Only types: the page is built apart from the rest. */

/** Where a target stands. */
export type TileState = 'current' | 'changed' | 'missing' | 'refused';

/** What else is to be known of it at a glance. */
export type TileMark = 'protected' | 'approved' | 'draft' | 'manual' | 'outlier';

/** A picture as the page shows it: addressed by its digest. */
export interface Shown extends Partial<Size> {
  /** `sha256:…`. */
  readonly digest: string;
}

/** A target on the board. */
export interface Tile {
  readonly id: string;
  readonly asset: string;
  readonly scene?: string;
  readonly variant?: string;
  readonly state: TileState;
  readonly marks: readonly TileMark[];
  /** What `build` would do with it. */
  readonly action: string;
  /** Credits for bringing it up to date; null where the price is not known. */
  readonly credits: number | null;
  /** The master it has. */
  readonly picture?: Shown;
  readonly alt?: string;
  readonly title?: string;
  readonly tags: readonly string[];
  /** Why it was not made, the last time that was tried. */
  readonly trouble?: string;
}

export interface Spending {
  /** Credits that the session may spend in all; null while spending is held. */
  readonly limit: number | null;
  readonly spent: number;
}

/** What the session is doing. */
export interface Activity {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Targets being made. */
  readonly now: readonly string[];
  /** What is waited for, for people. */
  readonly waiting?: string;
  /** What came of the last round, for people. */
  readonly last?: string;
}

export interface Board {
  /** The name of the project's folder. */
  readonly project: string;
  readonly config: string;
  readonly profile?: string;
  /** Profiles of the manifest: where drafts come from. */
  readonly profiles: readonly string[];
  /** Raised with every change. */
  readonly revision: number;
  /** In the order of the manifest. */
  readonly tiles: readonly Tile[];
  /** What bringing everything up to date costs. */
  readonly cost: { readonly credits: number; readonly images: number; readonly unpriced: number };
  readonly spending: Spending;
  readonly activity: Activity;
  /** Of the manifest as it is now; the tiles are those of the last good one. */
  readonly problems: readonly Diagnostic[];
  /** What the last round ended with. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** A file of a target. */
export interface DossierFile extends Size {
  readonly path: string;
  readonly output: string;
  readonly format: string;
  readonly bytes: number | null;
  readonly state: string;
  /** The address of its bytes. */
  readonly href: string;
}

export interface ShownOrigin {
  readonly layer: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ShownSetting {
  readonly key: string;
  readonly value: unknown;
  readonly origins: readonly ShownOrigin[];
}

export interface ShownReason {
  readonly code: string;
  readonly field?: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly origins: readonly ShownOrigin[];
}

/** An older master, from the history of the lockfile. */
export interface Past {
  readonly revision: string;
  readonly date: string;
  readonly subject: string;
  readonly picture: Shown;
  readonly credits: number;
  readonly source: string;
  /** False where its bytes are not in the store. */
  readonly held: boolean;
}

/** A picture that a target could have, or that it is judged against. */
export interface Candidate {
  readonly label: string;
  readonly picture: Shown;
}

/** What a profile has made of a target. */
export interface ShownDraft {
  readonly profile: string;
  readonly picture: Shown;
}

/** The picture that is published, where a profile is looked at. */
export interface ShownFinal {
  readonly picture: Shown;
  readonly approval?: { readonly by?: string; readonly note?: string };
}

export interface ShownCell {
  readonly number: number;
  readonly label: string;
  readonly seed: number;
  readonly picture?: Shown;
  /** True for the picture that the target has. */
  readonly chosen: boolean;
}

/** Everything about one target. */
export interface Dossier {
  readonly tile: Tile;
  readonly files: readonly DossierFile[];
  readonly settings: readonly ShownSetting[];
  readonly reasons: readonly ShownReason[];
  readonly past: readonly Past[];
  readonly candidates: readonly Candidate[];
  readonly drafts: readonly ShownDraft[];
  readonly final?: ShownFinal;
  readonly explored: readonly ShownCell[];
  readonly approval?: { readonly by?: string; readonly note?: string };
  readonly adoption?: { readonly reason: string };
  /** False where the operation takes no seed. */
  readonly seedable: boolean;
  /** Parameters of its model that a grid can vary, and settings. */
  readonly axes: readonly string[];
}

/** A model to try prompts against. */
export interface ShownModel {
  readonly provider: string;
  readonly operation: string;
  readonly model?: string;
  readonly summary: string;
  /** Credits; null where it is not known. */
  readonly credits: number | null;
}

/** What the playground needs to know. */
export interface Workbench {
  readonly models: readonly ShownModel[];
  /** Assets that have scenes, to which one can be added. */
  readonly assets: readonly string[];
}

export interface Difference {
  readonly metric: number;
  readonly score: number;
  readonly structure: number;
  readonly colour: number;
  readonly sameSize: boolean;
}

/** Something that happened, and when. */
export interface Logged {
  /** Counts from 1, without gaps. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event: BuildEvent;
}

/** What the server sends without being asked. */
export type Message =
  | { readonly type: 'board'; readonly revision: number }
  | { readonly type: 'tile'; readonly tile: Tile }
  | { readonly type: 'activity'; readonly activity: Activity }
  | { readonly type: 'spending'; readonly spending: Spending }
  | { readonly type: 'problems'; readonly problems: readonly Diagnostic[] }
  | { readonly type: 'event'; readonly logged: Logged };

/** What an action answers. */
export type Answer =
  | { readonly ok: true; readonly say: string; readonly [more: string]: unknown }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/** What an action would cost, and how many pictures it would buy. */
export type PriceAnswer =
  | { readonly ok: true; readonly say: string; readonly credits: number; readonly images: number }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };
