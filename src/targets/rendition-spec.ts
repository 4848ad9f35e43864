import { createHash } from 'node:crypto';
import type { Catalog } from '../core/catalog.ts';
import type { Digest } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { Size } from '../core/picture.ts';
import type { OutputProfile, Point } from '../manifest/index.ts';

/** One rendition of a master: a size × a format, nothing left to decide. */
export interface RenditionSpec extends Size {
  readonly format: string;
  readonly fit: OutputProfile['fit'];
  readonly position: string | Point;
  readonly background?: string;
  /** Undefined means the format's measured default. */
  readonly quality?: number;
  readonly options: { readonly [name: string]: unknown };
  readonly maxBytes?: number;
}

/** `sha256:` and 64 digits: the hash of master digest, spec and encoder settings. Decides about CPU. */
export type RenderKey = string & { readonly __brand: 'RenderKey' };

/** Raised when resizing itself changes; encoders have versions of their own. */
const RENDER_VERSION = 1;

export function renderKey(master: Digest, spec: RenditionSpec, catalog: Catalog): RenderKey {
  const settingsVersion = catalog.formats.get(spec.format)?.settingsVersion ?? 0;
  const record = canonicalJson({ renderVersion: RENDER_VERSION, master, spec, settingsVersion });
  return `sha256:${createHash('sha256').update(record).digest('hex')}` as RenderKey;
}

export interface ResolvedRenditions {
  readonly specs: readonly RenditionSpec[];
  /** Widths that were asked for and the master cannot supply. */
  readonly shortfalls: readonly number[];
  /** The widest picture of the wanted shape that the master can supply. */
  readonly available: number;
}

/** An output profile for a master of a known size → sizes × formats. Nothing is enlarged unless the profile allows it. */
export function resolveRenditions(
  output: OutputProfile,
  master: Size,
  focalPoint?: Point,
): ResolvedRenditions {
  const shape = shapeOf(output, master);
  const available = Math.max(1, Math.floor(availableWidth(output, shape, master)));
  const wanted = wantedWidths(output, shape) ?? [available];
  const sizes = new Map<number, Size>();
  for (const width of wanted) {
    const enlarged = width > available;
    const made = enlarged && !output.enlarge ? available : width;
    const exact =
      made === output.width && output.height !== undefined && output.fit !== 'inside'
        ? output.height
        : undefined;
    sizes.set(made, { width: made, height: exact ?? Math.max(1, Math.round(made / shape)) });
  }
  const position = focalPoint ?? output.position;
  const specs = [...sizes.values()].flatMap((size) =>
    output.formats.map(
      (format): RenditionSpec => ({
        ...size,
        format,
        fit: output.fit === 'inside' ? 'fill' : output.fit,
        position,
        background: output.background,
        quality: output.quality[format],
        options: output.options[format] ?? {},
        maxBytes: output.maxBytes,
      }),
    ),
  );
  return { specs, shortfalls: output.enlarge ? [] : wanted.filter((width) => width > available), available };
}

/** Width divided by height of the renditions. */
function shapeOf(output: OutputProfile, master: Size): number {
  if (output.fit === 'inside') return master.width / master.height;
  if (output.width !== undefined && output.height !== undefined) return output.width / output.height;
  return output.aspect ?? master.width / master.height;
}

function availableWidth(output: OutputProfile, shape: number, master: Size): number {
  if (output.fit === 'contain') return Math.max(master.width, master.height * shape);
  // Rounding must not cost a pixel: a height times a fraction may come out a hair below a whole number.
  return Math.min(master.width, master.height * shape + 1e-6);
}

/** Undefined when the profile leaves the size to the master. */
function wantedWidths(
  { widths, width, height, fit }: OutputProfile,
  shape: number,
): readonly number[] | undefined {
  if (widths !== undefined) return widths;
  if (height === undefined) return width === undefined ? undefined : [width];
  const fromHeight = Math.max(1, Math.round(height * shape));
  if (width === undefined) return [fromHeight];
  return [fit === 'inside' ? Math.min(width, fromHeight) : width];
}
