import type { Catalog } from '../core/catalog.ts';
import type { Digest } from '../core/digest.ts';
import type { PictureRights } from '../core/rights.ts';
import type { OutputProfile, Point } from '../manifest/index.ts';
import { type EncoderSettings, encoderSettings, type RenderKey, renderKeysOf } from './rendition-spec.ts';
import {
  type KnownMaster,
  type ResolvedRendition,
  type ResolvedRenditions,
  resolveRenditions,
} from './renditions.ts';

/** A rendition, and its key for any master of that size. */
export interface KeyedRendition extends ResolvedRendition {
  readonly keyFor: (master: Digest) => RenderKey;
  readonly settings: EncoderSettings;
  /** Its keys as other versions of this program make them; `settings` names the same parts as those of this one. */
  readonly keyUnder: (settings: EncoderSettings) => (master: Digest) => RenderKey;
}

export interface KeyedRenditions extends ResolvedRenditions {
  readonly renditions: readonly KeyedRendition[];
}

/** Output profiles × sizes of masters → renditions, each worked out once: thousands of targets share a few. */
export class RenditionTable {
  readonly #catalog: Catalog;
  readonly #digestOf: (path: string) => Digest | undefined;
  readonly #known = new Map<OutputProfile, Map<string, KeyedRenditions>>();

  constructor(catalog: Catalog, digestOf: (path: string) => Digest | undefined) {
    this.#catalog = catalog;
    this.#digestOf = digestOf;
  }

  resolve(
    output: OutputProfile,
    master: KnownMaster | undefined,
    { focalPoint, rights }: { readonly focalPoint?: Point; readonly rights?: PictureRights },
  ): KeyedRenditions {
    const told = tells(output) ? rights : rights && { ...rights, prompt: undefined };
    const { width, height, format } = master ?? {};
    const identity = JSON.stringify([width, height, format, focalPoint, told]);
    const ofOutput = this.#known.get(output) ?? new Map<string, KeyedRenditions>();
    this.#known.set(output, ofOutput);
    const known = ofOutput.get(identity) ?? this.#work(output, master, focalPoint, rights);
    ofOutput.set(identity, known);
    return known;
  }

  #work(
    output: OutputProfile,
    master: KnownMaster | undefined,
    focalPoint: Point | undefined,
    rights: PictureRights | undefined,
  ): KeyedRenditions {
    const catalog = this.#catalog;
    const { renditions, shortfalls } = resolveRenditions(output, master, {
      focalPoint,
      rights,
      digestOf: this.#digestOf,
      isVector: (format) => catalog.formats.get(format)?.vector === true,
    });
    const keyed = renditions.map((rendition) => keyedRendition(rendition, catalog));
    return { renditions: keyed, shortfalls };
  }
}

function keyedRendition(rendition: ResolvedRendition, catalog: Catalog): KeyedRendition {
  const { spec } = rendition;
  const settings = encoderSettings(spec, catalog);
  const known = new Map<string, (master: Digest) => RenderKey>();
  const keyUnder = (others: EncoderSettings) => {
    const identity = JSON.stringify(others);
    const keys = known.get(identity) ?? renderKeysOf(spec, catalog, others);
    known.set(identity, keys);
    return keys;
  };
  return { ...rendition, keyFor: renderKeysOf(spec, catalog, settings), settings, keyUnder };
}

/** Whether the prompt decides anything of the files. */
function tells({ renditions }: OutputProfile): boolean {
  return renditions.some(({ publishPrompt }) => publishPrompt);
}
