import type { ProviderEntry } from '../core/catalog.ts';
import type { Digest } from '../core/digest.ts';
import type { PictureFacts, PictureFormat } from '../core/picture.ts';
import type { Clock, Environment, Raster } from '../core/ports.ts';
import type { ProviderSettings } from '../core/provider-settings.ts';
import type { InputRole } from '../core/recipe.ts';
import type { TellWait } from '../core/wait.ts';

export type { ProviderSettings, RequestLimits } from '../core/provider-settings.ts';

/** A maker of pictures. One file (or folder) each; the list is in index.ts. */
export interface Provider extends ProviderEntry {
  /** Bytes of all input pictures together that one request may have; no limit when absent. */
  readonly inputLimit?: number;
  /** Makes one picture. Rejects with a {@link ProviderError}; any other rejection is treated as a bug. */
  generate(request: GenerateRequest, world: ProviderWorld): Promise<Generation>;
  /**
   * Fetches the picture of a job that {@link ProviderWorld.accepted} was told of, perhaps by an earlier process. A job
   * that is not known is asked for again before it is taken for lost, but one that was lost before only once.
   */
  resume?(job: string, world: ProviderWorld, before?: 'lost'): Promise<Generation>;
  /** Who the key belongs to and what it may still spend. Asks only, and rejects with a {@link ProviderError}. */
  account?(world: AccountWorld): Promise<Account>;
}

/** What a provider is asked: a recipe whose inputs are bytes. Everything in it has been validated. */
export interface GenerateRequest {
  readonly operation: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly negativePrompt?: string;
  /** 1..4294967294; absent where the operation takes none. */
  readonly seed?: number;
  /** Passed the capability's schema. */
  readonly params: { readonly [name: string]: unknown };
  readonly inputs: { readonly [Role in InputRole]?: InputPicture };
}

/** An input picture as it may leave this machine: upright, without metadata, the very snapshot that was hashed. */
export interface InputPicture extends PictureFacts {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

/** One picture of an answer. */
export interface GeneratedPicture {
  readonly bytes: Uint8Array;
  /** As the provider states it; the engine decodes the bytes and refuses a lie. */
  readonly format: PictureFormat;
  /** The seed really used, when the provider says. */
  readonly seed?: number;
}

/** What a provider answers. */
export interface Generation extends GeneratedPicture {
  /** Further pictures, where several were asked for: each has been paid for. In the order of the answer. */
  readonly others?: readonly GeneratedPicture[];
  /** What the provider could not honour, one sentence each. */
  readonly warnings: readonly string[];
  /** The provider's own name for the request, for support questions. */
  readonly requestId?: string;
}

/** What a provider says of the account behind a key. */
export interface Account {
  readonly id?: string;
  readonly email?: string;
  readonly organizations: readonly {
    readonly id: string;
    readonly name: string;
    readonly isDefault: boolean;
  }[];
  readonly credits: number;
  /** Models that the server says it has, where it says. */
  readonly engines?: readonly string[];
  /** The server's clock, in milliseconds since 1970, and ours at the same moment. */
  readonly clock?: { readonly server: number; readonly ours: number };
}

/** What asking for an account may touch. */
export type AccountWorld = Pick<ProviderWorld, 'settings' | 'environment' | 'clock' | 'signal'>;

/** The world a provider may touch. */
export interface ProviderWorld {
  readonly settings: ProviderSettings;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly raster: Raster;
  /** Aborted when the user stops the build or the request has taken too long. */
  readonly signal: AbortSignal;
  /** Aborted when nothing more is to be sent: what waits for its turn waits no longer. What was sent is awaited. */
  readonly stop: AbortSignal;
  /**
   * Must be awaited once, directly before bytes that can cost money leave this machine: the engine then writes
   * down that a purchase is in flight, or rejects when nothing more is to be bought. Free providers need not call it.
   */
  beforeSpending(): Promise<void>;
  /**
   * Must be awaited as soon as the server has taken a job whose picture is fetched later: the engine writes its
   * name down, so that it is fetched and not bought again, whatever becomes of this process.
   */
  accepted(job: string): Promise<void>;
  /** Told of whatever takes its time, where anybody wants to know. */
  readonly waiting?: TellWait;
}

/** Why a provider did not deliver. */
export type ProviderErrorKind =
  /** The request is wrong: a bug of ours or a rule we do not know. */
  | 'rejected'
  /** The key is missing, wrong or not allowed to do this. */
  | 'unauthorized'
  /** The account is empty. */
  | 'out-of-credits'
  /** The content was declined. */
  | 'refused'
  /** Too many requests. */
  | 'rate-limited'
  /** The server is in trouble. */
  | 'unavailable'
  /** The answer is not a usable picture. */
  | 'bad-answer'
  /** Something was sent and no answer came: it may have been charged. */
  | 'outcome-unknown'
  /** An accepted job ended without a picture, or is not known any more: it may have been charged. */
  | 'job-lost'
  /** The user stopped the build before anything was sent. */
  | 'cancelled';

export interface ProviderErrorDetails {
  readonly kind: ProviderErrorKind;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** Whether money was taken. */
  readonly charged: 'no' | 'yes' | 'unknown';
  /** `provider` where every other request would end in the same way: it is told once, and no more are sent. */
  readonly scope?: 'request' | 'provider';
  readonly hint?: string;
  readonly requestId?: string;
  /** What came back, where it may have been paid for and cannot be used: it is put aside, for diagnosis. */
  readonly answer?: SpentAnswer;
  readonly cause?: unknown;
}

/** The body of an answer that is no picture as it stands. */
export interface SpentAnswer {
  readonly bytes: Uint8Array;
  /** What its first bytes say it is, if anything. */
  readonly format?: PictureFormat;
}

/** The one error providers reject with. Its message is the server's own, with secrets removed. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  readonly status?: number;
  readonly charged: 'no' | 'yes' | 'unknown';
  readonly scope: 'request' | 'provider';
  readonly hint?: string;
  readonly requestId?: string;
  readonly answer?: SpentAnswer;

  constructor(message: string, details: ProviderErrorDetails) {
    super(message, { cause: details.cause });
    this.kind = details.kind;
    this.status = details.status;
    this.charged = details.charged;
    this.scope = details.scope ?? 'request';
    this.hint = details.hint;
    this.requestId = details.requestId;
    this.answer = details.answer;
  }
}

/** Checks the shape of a provider at compile time; returns it unchanged. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
