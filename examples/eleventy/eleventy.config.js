import imagebuild from 'imagebuild/eleventy';

export default function (eleventy) {
  eleventy.addPlugin(imagebuild, { defaults: { sizes: '(min-width: 62rem) 60rem, calc(100vw - 2rem)' } });
  eleventy.addPassthroughCopy({ public: '/' });
  return { dir: { input: 'pages' } };
}
