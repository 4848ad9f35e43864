import type { StepEntry } from '../core/catalog.ts';
import type { SourceLocation } from '../core/diagnostic.ts';
import type { Effort } from '../core/effort.ts';
import type { ProviderSettings } from '../core/provider-settings.ts';
import type { InputRole } from '../core/recipe.ts';
import type { PlaceholderKind } from '../core/site-manifest.ts';
import type { Path } from './yaml.ts';

/** A place in one of the manifest's files. */
export interface Place {
  readonly file: string;
  readonly path: Path;
}

/** The validated document: everything that later rooms need, includes merged, texts read, nothing optional by accident. */
export interface Manifest {
  /** Absolute path of the project root, the folder of the main file. */
  readonly root: string;
  /** The main file, relative to the root. */
  readonly file: string;
  readonly providers: ReadonlyMap<string, ProviderSettings>;
  readonly budget: Budget;
  readonly site: SiteSettings;
  readonly styles: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, OutputProfile>;
  readonly profiles: ReadonlyMap<string, SettingsLayer>;
  readonly defaults: SettingsLayer;
  readonly assets: readonly AssetDeclaration[];
  /** Every file that was read, relative to the root: what a watcher must look at. */
  readonly files: readonly string[];
  /** Where a value stands in the text. Parses again when nothing is in memory any more, so keep it off hot paths. */
  locate(place: Place, part?: 'key' | 'value'): SourceLocation;
}

/** Credits. */
export interface Budget {
  readonly run?: number;
  readonly day?: number;
  readonly month?: number;
}

export interface SiteSettings {
  /** Relative to the root. */
  readonly outDir: string;
  /** Site manifests to write, relative to the root. */
  readonly manifests: readonly string[];
  /** What a browser puts before a file name; begins and ends with a slash unless it is empty. */
  readonly basePath: string;
  /** Pattern for every output that has none of its own. */
  readonly fileName?: string;
}

/** What one layer says. Keys are the manifest's own, because `config` and `why` show them. */
export interface Settings {
  readonly seed?: number | 'random';
  readonly prompt?: string;
  readonly negative_prompt?: string;
  readonly style?: readonly string[];
  readonly template?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly operation?: string;
  readonly params?: { readonly [name: string]: unknown };
  readonly inputs?: { readonly [Role in InputRole]?: string };
  readonly outputs?: readonly OutputProfile[];
  readonly alt?: string;
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly focal_point?: Point;
  readonly creator?: string;
  readonly credit?: string;
  readonly copyright?: string;
  readonly protect?: boolean;
  readonly on_refusal?: 'fail' | 'keep_last' | 'placeholder';
}

/** Settings from one place of the manifest. Later layers win. */
export interface SettingsLayer {
  /** For people: `defaults`, `asset fox`, `scene running`, `theme dark`, `profile draft`. */
  readonly label: string;
  readonly place: Place;
  readonly settings: Settings;
}

export interface AssetDeclaration {
  readonly name: string;
  readonly layer: SettingsLayer;
  /** Empty when the asset has no scenes. */
  readonly scenes: readonly Variation[];
  readonly axes: readonly Axis[];
  readonly include: readonly Cell[];
  readonly exclude: readonly Cell[];
  /** Undefined when the asset is not multiplied by rows. */
  readonly rows?: readonly Row[];
}

/** A scene, or one value of an axis. Its own text is `layer.settings.prompt`. */
export interface Variation {
  readonly name: string;
  readonly layer: SettingsLayer;
}

export interface Axis {
  readonly name: string;
  readonly values: readonly Variation[];
  readonly place: Place;
}

export interface Cell {
  /** Value names by axis. */
  readonly values: ReadonlyMap<string, string>;
  /** Values that only this cell has, by axis. */
  readonly added: ReadonlyMap<string, Variation>;
  readonly place: Place;
}

export interface Row {
  readonly key: string;
  readonly columns: ReadonlyMap<string, string>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rendition profile with every default and preset filled in. */
export interface OutputProfile {
  /** `hero`; profiles written in place are called `inline-1`, `inline-2`, … */
  readonly name: string;
  readonly place?: Place;
  /** Art direction first, in the order of the document; then the picture itself, or its named sizes. */
  readonly renditions: readonly RenditionProfile[];
  readonly placeholders: readonly PlaceholderKind[];
  readonly sizesAttribute?: string;
  readonly keep: 'all' | 'smallest';
  readonly sprite: boolean;
}

/** Which sizes × formats to make in one way. */
export interface RenditionProfile {
  /** The media query it is for, and its number among them, from 1. */
  readonly media?: { readonly query: string; readonly number: number };
  /** Its name among the `sizes`. */
  readonly size?: string;
  readonly widths?: readonly number[];
  /** The widths are a preset's: what the master lacks is left out without a word. */
  readonly offered?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly densities?: readonly number[];
  readonly formats: readonly string[];
  /** Width divided by height. */
  readonly aspect?: number;
  readonly fit: 'cover' | 'contain' | 'inside' | 'fill';
  readonly position: string | Point;
  readonly background?: string;
  readonly flatten: boolean;
  readonly quality: { readonly [format: string]: number | 'auto' };
  readonly effort: Effort;
  readonly options: { readonly [format: string]: { readonly [name: string]: unknown } };
  readonly enlarge: boolean;
  readonly maxBytes?: number;
  readonly color: 'srgb' | 'p3';
  readonly publishPrompt: boolean;
  /** In the order in which they are applied. */
  readonly steps: readonly StepChoice[];
  readonly fileName?: string;
}

/** A step and what the profile says of it. */
export interface StepChoice {
  readonly step: StepEntry;
  readonly value: unknown;
  /** The file that the value names; its path is relative to the root, undefined where it leads out of it. */
  readonly file?: { readonly path: string | undefined; readonly written: string };
}
