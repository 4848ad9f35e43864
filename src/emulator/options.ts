import { readOrigin } from './cors.ts';
import type { JournalEntry } from './journal.ts';
import type { Moderation } from './moderation.ts';
import type { RateLimit } from './rate-limit.ts';

/** A length of time in milliseconds, or the bounds between which one is drawn each time. */
export type Duration = number | { readonly from: number; readonly to: number };

export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The address to listen on; the loopback interface unless told otherwise. */
  readonly host?: string;
  /** Accepted keys and the credits of their accounts; {@link DEMO_KEY} with 1000 unless told otherwise. */
  readonly credits?: { readonly [key: string]: number };
  /** Requests of one key; 150 in 10 s with a penalty of 60 s unless told otherwise. */
  readonly limit?: RateLimit;
  /** Words of a prompt that moderation refuses or blurs. */
  readonly moderation?: Partial<Moderation>;
  /** What making a picture takes; nothing beyond the drawing unless told otherwise. */
  readonly latency?: Duration;
  /** What an asynchronous job takes; nothing unless told otherwise, but it is always seen running once. */
  readonly jobTime?: Duration;
  /** How long the result of a job is kept: 24 hours. */
  readonly jobLife?: number;
  /** Drawings of the prompt, or fields of colour that take no time. */
  readonly pictures?: 'drawn' | 'plain';
  /** Whether fields that nobody documented are overlooked or refused; what the API does is not known. */
  readonly unknownFields?: 'ignore' | 'refuse';
  /** Serves engines that the vendor has withdrawn, as in 2023. */
  readonly withdrawnEngines?: boolean;
  /** Origins whose pages may ask and read, as in `http://localhost:5173`; `*` for any. None unless told otherwise. */
  readonly cors?: readonly string[];
  /** Whether a blurred picture costs credits, as the current API says it does. */
  readonly chargeFiltered?: boolean;
  /** Milliseconds that a client may take to send its headers, and its whole request: 10 s and 60 s. */
  readonly patience?: { readonly headers: number; readonly request: number };
  /** Told of each step of a request; the emulator goes on when the promise resolves, so that a test can hold it. */
  readonly observe?: (moment: Moment, entry: JournalEntry) => void | Promise<void>;
}

/** Its body was read; its picture was made and charged; its answer was handed to the network. */
export type Moment = 'arrived' | 'charged' | 'answered';

/** The key that is accepted unless others are named. */
export const DEMO_KEY = 'sk-emulator';

export type Settings = Required<Omit<EmulatorOptions, 'observe' | 'moderation'>> & {
  readonly moderation: Moderation;
  readonly observe: NonNullable<EmulatorOptions['observe']>;
};

/** The options with everything filled in. */
export function settle(options: EmulatorOptions): Settings {
  const { refuse = ['forbidden', 'nsfw'], blur = ['suggestive'] } = options.moderation ?? {};
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    credits: options.credits ?? { [DEMO_KEY]: 1000 },
    limit: options.limit ?? { requests: 150, per: 10_000, penalty: 60_000 },
    moderation: { refuse, blur },
    latency: options.latency ?? 0,
    jobTime: options.jobTime ?? 0,
    jobLife: options.jobLife ?? 24 * 3_600_000,
    pictures: options.pictures ?? 'drawn',
    unknownFields: options.unknownFields ?? 'ignore',
    withdrawnEngines: options.withdrawnEngines ?? false,
    cors: (options.cors ?? []).map(originOf),
    chargeFiltered: options.chargeFiltered ?? true,
    patience: options.patience ?? { headers: 10_000, request: 60_000 },
    observe: options.observe ?? (() => {}),
  };
}

function originOf(text: string): string {
  const origin = readOrigin(text);
  if (origin === undefined) throw new TypeError(`"${text}" is not an origin, as in http://localhost:5173`);
  return origin;
}

/** One length of time out of a range. */
export function pick(duration: Duration): number {
  if (typeof duration === 'number') return duration;
  return duration.from + Math.random() * (duration.to - duration.from);
}
