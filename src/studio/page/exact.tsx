import type { DossierFile } from '../shapes.ts';

/** A file at its true size: one pixel of it on one of the screen, whatever the screen calls a pixel. */
export function Exact({ src, alt, file }: { src: string; alt: string; file: DossierFile }) {
  const ratio = globalThis.devicePixelRatio || 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="exact" tabIndex={0} aria-label={`${file.path} at its true size`}>
      <img
        src={src}
        alt={alt}
        style={{ width: `${file.width / ratio}px`, height: `${file.height / ratio}px` }}
      />
    </section>
  );
}
