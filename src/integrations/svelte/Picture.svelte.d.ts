import type { Component } from 'svelte';
import type { HTMLImgAttributes } from 'svelte/elements';
import type { OutputName, Picture as Shape } from '../../../dist/runtime/index.js';

/** What HTML cannot say, and what the image brings. */
type Other =
  | symbol
  | `on${string}`
  | `bind:${string}`
  | 'src'
  | 'srcset'
  | 'class'
  | 'placeholder'
  | 'children';

/** Attributes of an `<img>`, without handlers: the component is HTML. */
type Attributes = {
  [Name in keyof HTMLImgAttributes as Name extends Other ? never : Name]: HTMLImgAttributes[Name];
};

/** Properties of `<Picture>`: the attributes of an `<img>`, but for its addresses, which the image brings. */
export interface PictureProps<Image extends Shape = Shape> extends Attributes {
  /** An image of the site manifest. */
  image: Image;
  /** Which output to show; the first when absent. */
  output?: OutputName<Image>;
  /** False shows nothing until the picture has loaded: right for pictures with transparent parts. */
  placeholder?: boolean;
  class?: string;
}

type Arguments = Parameters<Component<PictureProps>>;

/** A picture of the site manifest. Its type is a component's, but that it knows which outputs the image has. */
declare const Picture: {
  <Image extends Shape>(
    this: void,
    internals: Arguments[0],
    props: PictureProps<Image>,
  ): ReturnType<Component<PictureProps<Image>>>;
  element?: typeof HTMLElement;
  z_$$bindings?: '';
};
type Picture = ReturnType<typeof Picture>;
export default Picture;
