/**
 * Types of the modules of `imagebuild/vite` for projects that do not write their own:
 * `/// <reference types="imagebuild/client" />`. With `src/images.d.ts` under `site.manifest` the compiler knows
 * every id; then leave this out, since it allows any.
 */
declare module 'imagebuild:*' {
  const value: import('imagebuild/runtime').Image;
  export default value;
}

declare module 'virtual:imagebuild' {
  const value: import('imagebuild/runtime').SiteManifest;
  export default value;
}
