import { type Diagnostic, warning } from '../core/diagnostic.ts';

/** Sizes that outputs ask for and masters cannot supply: one warning for each size, however many assets meet it. */
export class Shortfalls {
  /** Assets by what their masters lack. */
  readonly #assets = new Map<
    string,
    { readonly shortfall: string; readonly available: number; readonly names: Set<string> }
  >();

  add(asset: string, output: string, width: number, available: number): void {
    const shortfall = `${output} asks for ${width} px`;
    const identity = `${shortfall} ${available}`;
    const known = this.#assets.get(identity) ?? { shortfall, available, names: new Set<string>() };
    known.names.add(asset);
    this.#assets.set(identity, known);
  }

  get warnings(): Diagnostic[] {
    return [...this.#assets.values()].map(({ shortfall, available, names }) => {
      const [first, ...others] = [...names];
      const whose =
        others.length === 0 ? `the master of ${first}` : `the masters of ${first} and ${others.length} more`;
      return warning('width-unavailable', `${shortfall}, but ${whose} can supply ${available}`, {
        hint: 'that file is made as wide as the master allows; `upscale: lanczos` enlarges',
      });
    });
  }
}
