import type { Catalog } from '../core/catalog.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import type { Effort } from '../core/effort.ts';
import { canonicalJson } from '../core/json.ts';
import type { Size } from '../core/picture.ts';
import type { PictureRights } from '../core/rights.ts';
import type { Point, RenditionProfile } from '../manifest/index.ts';

/** One rendition of a master: a size × a format, nothing left to decide. What is usual is left out. */
export interface RenditionSpec extends Size {
  readonly format: string;
  readonly fit: RenditionProfile['fit'];
  readonly position: string | Point;
  readonly background?: string;
  /** Lay transparent parts on the background. */
  readonly flatten?: true;
  /** Undefined means the format's measured default. */
  readonly quality?: number | 'auto';
  /** Undefined means balanced. */
  readonly effort?: Exclude<Effort, 'balanced'>;
  readonly options: { readonly [name: string]: unknown };
  readonly maxBytes?: number;
  /** True where the profile allows a size larger than the master. */
  readonly enlarge?: true;
  /** Undefined means sRGB. */
  readonly color?: 'p3';
  readonly steps?: readonly SpecStep[];
  readonly rights?: PictureRights;
}

/** A step with everything that decides its effect. */
export interface SpecStep {
  readonly name: string;
  readonly version: number;
  /** As in the profile. */
  readonly value: unknown;
  readonly file?: SpecFile;
  /** True when that file is code. */
  readonly code?: true;
}

/** A file that a step needs: known by its bytes; where they lie decides nothing. */
export interface SpecFile {
  /** Relative to the project root. */
  readonly path: string;
  /** Undefined when it is not there, which loading has reported. */
  readonly digest: Digest | undefined;
}

/** `sha256:` and 64 digits: the hash of master digest, spec and encoder settings. Decides about CPU. */
export type RenderKey = string & { readonly __brand: 'RenderKey' };

/** Raised when resizing itself changes; encoders and steps have versions of their own. */
const RENDER_VERSION = 2;
/** Raised when Display P3 files and `quality: auto` change; the first version is not in the record. */
const WIDE_COLORS_VERSION = 2;
const LIKENESS_VERSION = 2;

/**
 * Versions of everything in this program that decides the bytes of a rendition beside master and spec, by name: `resizing`,
 * the format, `step NAME`, `color p3`, `quality auto`.
 */
export type EncoderSettings = { readonly [part: string]: number };

export function encoderSettings(spec: RenditionSpec, catalog: Catalog): EncoderSettings {
  return {
    resizing: RENDER_VERSION,
    [spec.format]: catalog.formats.get(spec.format)?.settingsVersion ?? 0,
    ...Object.fromEntries((spec.steps ?? []).map(({ name, version }) => [`step ${name}`, version])),
    ...(spec.color === 'p3' ? { 'color p3': WIDE_COLORS_VERSION } : {}),
    ...(spec.quality === 'auto' ? { 'quality auto': LIKENESS_VERSION } : {}),
  };
}

export function renderKey(master: Digest, spec: RenditionSpec, catalog: Catalog): RenderKey {
  return renderKeysOf(spec, catalog)(master);
}

/** The keys of one spec: thousands of masters share it, and most of what is hashed. */
export function renderKeysOf(
  spec: RenditionSpec,
  catalog: Catalog,
  settings: EncoderSettings = encoderSettings(spec, catalog),
): (master: Digest) => RenderKey {
  const steps = spec.steps?.map((step) =>
    decisiveStep({ ...step, version: settings[`step ${step.name}`] ?? step.version }, catalog),
  );
  const master = MASTER;
  const record = canonicalJson({
    renderVersion: settings.resizing,
    wideColours: laterVersion(settings['color p3']),
    likeness: laterVersion(settings['quality auto']),
    master,
    spec: { ...spec, steps },
    settingsVersion: settings[spec.format],
  });
  // Nothing that comes before it in the record is anybody's text.
  const at = record.indexOf(MASTER);
  const [before, after] = [record.slice(0, at), record.slice(at + MASTER.length)];
  return (digest) => digestOf(before + digest + after) as string as RenderKey;
}

/** Stands in a record for the digest of the master, which needs no escaping either. */
const MASTER = 'sha256:MASTER';

function laterVersion(version: number | undefined): number | undefined {
  return version === 1 ? undefined : version;
}

/** A file that moves without changing must not be rendered again. */
function decisiveStep({ name, version, value, file }: SpecStep, catalog: Catalog): object {
  const member = catalog.steps.get(name)?.file;
  if (file === undefined || member === undefined) return { name, version, value };
  return { name, version, value: { ...(value as object), [member]: file.digest } };
}
