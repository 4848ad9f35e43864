import {
  type ComponentPublicInstance,
  defineComponent,
  h,
  type ImgHTMLAttributes,
  type PropType,
  type PublicProps,
} from 'vue';
import { elements, type OutputName, type Picture as Shape } from '../runtime/index.ts';

/** Properties of `<Picture>`: those of an `<img>`, but for its addresses, which the image brings. */
export interface PictureProps<Image extends Shape = Shape>
  extends Omit<ImgHTMLAttributes, 'src' | 'srcset' | 'placeholder'> {
  /** An image of the site manifest. */
  image: Image;
  /** Which output to show; the first when absent. */
  output?: OutputName<Image>;
  /** False shows nothing until the picture has loaded: right for pictures with transparent parts. */
  placeholder?: boolean;
}

/** The type of a component that knows which outputs its image has; `defineComponent` finds one that does not. */
type PictureComponent = new <Image extends Shape>(
  props: PictureProps<Image> & PublicProps,
) => ComponentPublicInstance<PictureProps<Image>>;

const SIDE = [Number, String] as PropType<number | string>;

/** A picture of the site manifest, for server and browser. */
export const Picture = defineComponent({
  name: 'Picture',
  inheritAttrs: false,
  props: {
    image: { type: Object as PropType<Shape>, required: true },
    output: String,
    alt: String,
    sizes: String,
    loading: String as PropType<'lazy' | 'eager'>,
    fetchpriority: String as PropType<'high' | 'low' | 'auto'>,
    width: SIDE,
    height: SIDE,
    placeholder: { type: Boolean, default: true },
  },
  setup:
    (props, { attrs }) =>
    () => {
      const { image, ...options } = props;
      const { sources, img, background } = elements(image, options);
      // A browser asks for a picture as soon as it knows an address, so all that tells how to ask stands before it.
      const { src, srcset, sizes, ...first } = img;
      const { style: own, ...others } = attrs;
      const style = [background && { background }, own].filter(Boolean);
      const styled = style[0] ? { style } : {};
      const fallback = h('img', { ...first, ...others, ...styled, sizes, srcset, src });
      return sources[0]
        ? h('picture', [...sources.map((source) => h('source', source)), fallback])
        : fallback;
    },
  // At run time it takes any image; only its type tells them apart.
}) as unknown as PictureComponent;
