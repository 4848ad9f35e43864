import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import type SveltePicture from 'imagebuild/svelte';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { type CSSProperties, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { compile } from 'svelte/compiler';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { Picture as ReactPicture } from '../../src/integrations/react.ts';
import { Picture as VuePicture } from '../../src/integrations/vue.ts';
import { type Picture, type PictureOptions, picture } from '../../src/runtime/index.ts';
import { images } from '../runtime/fox.ts';
import { elements } from '../support/html.ts';

type Render = (image: Picture, options: PictureOptions) => string | Promise<string>;

/** Components of Svelte are compiled by whoever uses them, here as a server does. */
const svelte: Plugin = {
  name: 'svelte',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const { js, warnings } = compile(readFileSync(path, 'utf8'), { filename: path, generate: 'server' });
      expect(warnings).toEqual([]);
      return { contents: js.code, loader: 'js' };
    });
  },
};

let renderSvelte: Render;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export { default as Picture } from 'imagebuild/svelte'; export { render } from 'svelte/server';",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['svelte'],
    plugins: [svelte],
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  const { Picture, render } = await import(`data:text/javascript;base64,${code}`);
  renderSvelte = (image, options) => render(Picture, { props: { image, ...options } }).body;
});

const RENDERERS: { readonly [framework: string]: Render } = {
  React: (image, { class: className, fetchpriority: fetchPriority, style, ...options }) =>
    renderToStaticMarkup(
      createElement(ReactPicture, { image, className, fetchPriority, style: camelCased(style), ...options }),
    ),
  Vue: (image, options) => {
    const app = createSSRApp(() => h(VuePicture, { image, ...options }));
    // What it warns of is an error as well.
    app.config.warnHandler = () => {};
    return renderToString(app);
  },
  Svelte: (image, options) => renderSvelte(image, options),
};

const OPTIONS: readonly PictureOptions[] = [
  {},
  { fetchpriority: 'high' },
  { fetchpriority: 'low', loading: 'eager', decoding: 'sync' },
  { loading: 'eager' },
  { sizes: '(min-width: 40rem) 20rem, calc(100vw - 2rem)' },
  { alt: '"><script>alert(1)</script>&amp;' },
  { alt: '', class: 'a b', style: 'border-radius:1rem;object-fit:cover' },
  { placeholder: false },
  { placeholder: false, style: 'color:red' },
  { placeholder: true, id: 'fox', title: 'Füchse & „Hühner“ 🦊 <3', 'data-zoom': 2 },
  { width: 320 },
  { height: '180' },
  { width: 50, height: 50 },
];

const PICTURES: readonly { readonly image: Picture; readonly output?: string }[] = [
  ...(['card', 'hero', 'avatar', 'og'] as const).map((output) => ({ image: images.fox, output })),
  { image: images['fox/running'] },
];

describe.each(Object.entries(RENDERERS))('the component of %s', (framework, render) => {
  it.each(PICTURES)('says what the runtime says of $image.alt $output', async ({ image, output }) => {
    for (const options of OPTIONS) {
      const shown = tree(await render(image, { ...options, output }));
      // React asks for a lone picture in the head, too.
      const own = shown.filter(({ name }) => framework !== 'React' || name !== 'link');
      expect(own, JSON.stringify(options)).toEqual(tree(picture(image, { ...options, output })));
    }
  });

  it('says what is wrong where there is no image, or no such output', async () => {
    const shown = async (image: Picture, output?: string) => await render(image, { output });
    await expect(shown(undefined as never)).rejects.toThrow(
      'imagebuild: no image; is its id in the site manifest?',
    );
    await expect(shown(images.fox, 'heroic')).rejects.toThrow('no output "heroic"; try hero');
  });
});

// Svelte's sets all of them at once, as HTML.
describe.each(['React', 'Vue'])('the component of %s in a browser', (framework) => {
  it('names every way to ask before the address, since a browser asks as soon as it has one', async () => {
    const html = await RENDERERS[framework]?.(images.fox, { output: 'hero', id: 'fox' });
    const names = Object.keys(elements(html ?? '').at(-1)?.attributes ?? {});
    expect(names.slice(-3)).toEqual(['sizes', 'srcset', 'src']);
    expect(names).toContain('loading');
  });
});

describe('the types of components', () => {
  it('know the outputs of an image, and the attributes of an <img>', () => {
    const react = () => [
      ReactPicture({ image: images.fox, output: 'hero', className: 'wide', onLoad: () => {} }),
      // @ts-expect-error: there is no such output
      ReactPicture({ image: images.fox, output: 'heroic' }),
      // @ts-expect-error: the image brings its address
      ReactPicture({ image: images.fox, src: '/other.png' }),
    ];
    const vue = () => [
      h(VuePicture, { image: images.fox, output: 'hero', class: 'wide', onLoad: () => {} }),
      // @ts-expect-error: there is no such image
      h(VuePicture, { image: 'fox' }),
      // @ts-expect-error: there is no such way to load
      h(VuePicture, { image: images.fox, loading: 'soon' }),
      new VuePicture({ image: images.fox, output: 'hero' }),
      // @ts-expect-error: there is no such output
      new VuePicture({ image: images.fox, output: 'heroic' }),
    ];
    const svelte = (show: typeof SveltePicture, internals: never) => [
      show(internals, { image: images.fox, output: 'hero', class: 'wide', 'data-zoom': 2 }),
      // @ts-expect-error: HTML has no functions
      show(internals, { image: images.fox, onload: () => {} }),
      // @ts-expect-error: there is no such output
      show(internals, { image: images.fox, output: 'heroic' }),
      // @ts-expect-error: the image brings its address
      show(internals, { image: images.fox, src: '/other.png' }),
    ];
    expect([react, vue, svelte]).toHaveLength(3);
  });
});

interface Node {
  readonly name: string;
  readonly attributes: { readonly [name: string]: unknown };
  readonly children: readonly Node[];
}

/** Elements of HTML without what means nothing: comments, spaces, the order of attributes, and how CSS is punctuated. */
function tree(html: string): Node[] {
  const below = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): Node[] =>
    nodes.flatMap((node) => {
      if ('value' in node && node.value.trim() !== '') throw new Error(`text beside elements: ${node.value}`);
      if (!('attrs' in node)) return [];
      const attributes = Object.fromEntries(
        node.attrs.map(({ name, value }) => [name, name === 'style' ? declarations(value) : value]),
      );
      return [{ name: node.nodeName, attributes, children: below(node.childNodes) }];
    });
  return below(parseFragment(html).childNodes);
}

/** Values may hold semicolons in quotes. */
function declarations(css: string): string[] {
  return [...css.matchAll(/(?:[^;']|'[^']*')+/g)].map(([text]) =>
    text.trim().replace(/^([\w-]+):\s*/, '$1:'),
  );
}

function camelCased(style: string | undefined): CSSProperties | undefined {
  return (style &&
    Object.fromEntries(
      declarations(style).map((text) => {
        const [property = '', value] = text.split(':');
        return [property.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), value];
      }),
    )) as CSSProperties | undefined;
}
