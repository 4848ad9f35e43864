/** The public API of imagebuild. See docs/library.md. */
export {
  type BuildOptions,
  build,
  type Cost,
  type Counts,
  loadManifest,
  type Project,
  type ProjectRequest,
  plan,
  type Report,
  type ReportedTarget,
} from './build/index.ts';
export type { Capability, Need, Params } from './core/capability.ts';
export type { Diagnostic, SourceLocation } from './core/diagnostic.ts';
export type { BuildEvent, Listener } from './core/events.ts';
export { type FailureKind, ImagebuildError } from './core/failure.ts';
export type {
  SiteFile,
  SiteImage,
  SiteManifest,
  SiteOutput,
  SitePlaceholder,
  SiteSource,
  SiteSprite,
} from './core/site-manifest.ts';
export {
  defineProvider,
  type GenerateRequest,
  type Generation,
  type InputPicture,
  type Provider,
  ProviderError,
  type ProviderErrorKind,
  type ProviderSettings,
  type ProviderWorld,
} from './providers/index.ts';
