import { digestOf } from '../core/digest.ts';
import { canonicalJson } from '../core/json.ts';
import type { PictureFormat } from '../core/picture.ts';
import { drawPreview } from '../renditions/index.ts';
import { comparePictures, heatMap, type PictureDifference } from '../review/index.ts';
import type { Store, StoredMaster } from '../store/index.ts';

/** Previews are made in these widths only, so that few of them are kept. Pixels. */
export const PREVIEW_WIDTHS = [320, 640, 1280] as const;

const FORMATS: { readonly [extension: string]: PictureFormat } = {
  png: 'png',
  jpg: 'jpeg',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
  tif: 'tiff',
  svg: 'svg',
};

/** Pictures of the store by digest: as they are, small, and against each other. */
export class Pictures {
  readonly #store: Store;
  #known = new Map<string, StoredMaster>();
  /** Under way, so that a page full of pictures lists the store once. */
  #listing: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** A master's bytes, verified; undefined where it is not in the store. */
  async master(digest: string): Promise<{ bytes: Uint8Array; format: PictureFormat } | undefined> {
    const stored = this.#known.get(digest) ?? (await this.#lookAgain(digest));
    const format = stored && FORMATS[stored.path.slice(stored.path.lastIndexOf('.') + 1)];
    if (stored === undefined || format === undefined) return undefined;
    const bytes = await this.#store.readMaster({ ...stored, format });
    return typeof bytes === 'string' ? undefined : { bytes, format };
  }

  /** A WebP of at most that width, kept in the cache beside the renditions. */
  async preview(digest: string, width: number): Promise<Uint8Array | undefined> {
    const key = digestOf(canonicalJson({ preview: 1, digest, width }));
    const kept = await this.#store.readRendition(key);
    if (kept !== undefined) return kept;
    const master = await this.master(digest);
    if (master === undefined) return undefined;
    const preview = await drawPreview(master.bytes, width);
    // It is shown also where it cannot be kept: a build clears up half-written files, and a disk may be full.
    await this.#store.writeRendition(key, preview).catch(() => undefined);
    return preview;
  }

  async compare(one: string, other: string): Promise<PictureDifference | undefined> {
    const both = await this.#both(one, other);
    return both && comparePictures(...both);
  }

  /** Where two pictures differ, as a PNG. */
  async heatMap(one: string, other: string, width: number): Promise<Uint8Array | undefined> {
    const both = await this.#both(one, other);
    return both && heatMap(...both, width);
  }

  async #both(one: string, other: string): Promise<[Uint8Array, Uint8Array] | undefined> {
    const [left, right] = await Promise.all([this.master(one), this.master(other)]);
    return left && right && [left.bytes, right.bytes];
  }

  async #lookAgain(digest: string): Promise<StoredMaster | undefined> {
    this.#listing ??= this.#list().finally(() => {
      this.#listing = undefined;
    });
    await this.#listing;
    return this.#known.get(digest);
  }

  async #list(): Promise<void> {
    this.#known = new Map((await this.#store.masters()).map((stored) => [stored.digest, stored]));
  }
}
