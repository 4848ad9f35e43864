import type { SiteImage } from '../../core/site-manifest.ts';
import { HEADER, type SiteWriter } from './writer.ts';

/** Types of the modules `imagebuild:ID` of the Vite plugin: what is not declared here does not compile. */
export const declarationsWriter: SiteWriter = {
  ending: '.d.ts',
  owns: (text) => text.includes(HEADER),
  write: ({ images }) =>
    [
      `${HEADER}\n`,
      moduleOf('virtual:imagebuild', 'import("imagebuild/runtime").SiteManifest'),
      ...Object.entries(images).flatMap(([id, image]) => modulesOf(id, image)),
    ].join('\n'),
};

function modulesOf(id: string, { outputs }: SiteImage): string[] {
  const names = Object.keys(outputs);
  return [
    moduleOf(`imagebuild:${id}`, imageWith(names)),
    ...names.map((name) => moduleOf(`imagebuild:${id}?output=${name}`, imageWith([name]))),
  ];
}

function imageWith(outputs: readonly string[]): string {
  return `import("imagebuild/runtime").Image<${outputs.map((name) => `'${name}'`).join(' | ') || 'never'}>`;
}

function moduleOf(name: string, type: string): string {
  return `declare module '${name}' {\n  const value: ${type};\n  export default value;\n}\n`;
}
