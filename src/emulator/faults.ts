/** Something that goes wrong with a request. */
export type Fault =
  /** Answers with one of the API's own refusals, instead of looking at the request. */
  | { readonly kind: 'refuse'; readonly status: Refused; readonly name?: string }
  /** Answers with this instead of looking at the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string | object;
      readonly headers?: { readonly [name: string]: string };
    }
  | { readonly kind: 'rate-limited'; readonly retryAfter?: string }
  /** The page of a gateway whose server did not answer. */
  | { readonly kind: 'gateway-page'; readonly status?: number }
  /** Takes the request, makes and charges the picture, and never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Loses the connection after the picture was made and charged. */
  | { readonly kind: 'cut'; readonly at: 'before-headers' | 'after-headers' | 'mid-body' }
  /** Resets the connection without reading the request. */
  | { readonly kind: 'reset' }
  /** Half of a picture in a complete answer. */
  | { readonly kind: 'truncated-picture' }
  /** A picture with the right first bytes and nothing sensible after them. */
  | { readonly kind: 'corrupt-picture' }
  | { readonly kind: 'content-type'; readonly type: string }
  /** Another picture format than the content type says. */
  | { readonly kind: 'other-format' }
  /** A blurred picture with the finish reason CONTENT_FILTERED; of several, only the first so many when it says so. */
  | { readonly kind: 'filtered'; readonly pictures?: number }
  /** At most so many pictures, though several were asked for and are charged. */
  | { readonly kind: 'fewer'; readonly pictures: number }
  /** A finish reason of the server's choice. */
  | { readonly kind: 'finish'; readonly reason: string }
  /** Begins an answer and keeps sending for ever. */
  | { readonly kind: 'endless' }
  /** An answer without seed, finish reason and request id. */
  | { readonly kind: 'without-metadata' }
  /** The result of an asynchronous job is gone when it is asked for. */
  | { readonly kind: 'expired-job' }
  /** An asynchronous job that never ends. */
  | { readonly kind: 'endless-job' }
  /** An asynchronous job that the first so many looks do not find, as if its servers had not heard of it yet. */
  | { readonly kind: 'late-job'; readonly looks: number };

type Refused = 400 | 401 | 402 | 403 | 404 | 413 | 422 | 500;

export const FAULT_HEADER = 'x-emulator-fault';

const COUNT = /^[1-9]$/;

/** How faults are written in a header: a name, and after `=` what it needs to know. */
const WRITTEN: { readonly [name: string]: (value: string) => Fault | undefined } = {
  ...{ '400': refuse(400), '401': refuse(401), '402': refuse(402), '403': refuse(403) },
  ...{ '404': refuse(404), '413': refuse(413), '422': refuse(422), '500': refuse(500) },
  '429': (value) =>
    value === '' || /^[\w ,:]+$/.test(value)
      ? { kind: 'rate-limited', retryAfter: value || undefined }
      : undefined,
  ...{ '502': gateway(502), '503': gateway(503), '504': gateway(504) },
  slow: (value) => {
    const milliseconds = durationOf(value);
    return milliseconds === undefined ? undefined : { kind: 'slow', milliseconds };
  },
  hang: plain({ kind: 'hang' }),
  reset: plain({ kind: 'reset' }),
  cut: (value) =>
    value === 'before-headers' || value === 'after-headers' || value === 'mid-body'
      ? { kind: 'cut', at: value }
      : undefined,
  'truncated-image': plain({ kind: 'truncated-picture' }),
  'corrupt-image': plain({ kind: 'corrupt-picture' }),
  'content-type': (value) =>
    /^[\w.+*/; ="-]+$/.test(value) ? { kind: 'content-type', type: value } : undefined,
  'other-format': plain({ kind: 'other-format' }),
  'content-filtered': (value) =>
    value === '' || COUNT.test(value)
      ? { kind: 'filtered', pictures: value === '' ? undefined : Number(value) }
      : undefined,
  'fewer-pictures': (value) => (COUNT.test(value) ? { kind: 'fewer', pictures: Number(value) } : undefined),
  finish: (value) => (/^[\w-]+$/.test(value) ? { kind: 'finish', reason: value } : undefined),
  endless: plain({ kind: 'endless' }),
  'without-metadata': plain({ kind: 'without-metadata' }),
  'expired-job': plain({ kind: 'expired-job' }),
  'endless-job': plain({ kind: 'endless-job' }),
  'late-job': (value) =>
    value === '' || COUNT.test(value) ? { kind: 'late-job', looks: Number(value || 1) } : undefined,
};

/** Names of all faults, for people who mistype one. */
export const FAULT_NAMES: readonly string[] = Object.keys(WRITTEN);

/** Reads a fault as it is written in a header: `429`, `429=30`, `slow=3s`, `cut=mid-body`. */
export function parseFault(text: string): Fault | undefined {
  const [, name = '', value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(text.trim()) ?? [];
  const read = Object.hasOwn(WRITTEN, name.trim()) ? WRITTEN[name.trim()] : undefined;
  return read?.(value.trim());
}

function refuse(status: Refused): (value: string) => Fault | undefined {
  const names: { readonly [status: number]: readonly string[] } = {
    403: ['content_moderation', 'permission_denied'],
    422: ['invalid_language', 'public_figure'],
  };
  return (value) => {
    if (value === '') return { kind: 'refuse', status };
    return names[status]?.includes(value) ? { kind: 'refuse', status, name: value } : undefined;
  };
}

function gateway(status: number): (value: string) => Fault | undefined {
  return plain({ kind: 'gateway-page', status });
}

function plain(fault: Fault): (value: string) => Fault | undefined {
  return (value) => (value === '' ? fault : undefined);
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration such as `800ms`, `3s`, `24h`; a bare number is seconds. */
export function durationOf(text: string): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  return value === undefined ? undefined : Number(value) * UNITS[(unit ?? 's') as keyof typeof UNITS];
}

/** A fault that waits for a request it concerns. */
export interface PlannedFault {
  readonly fault: Fault;
  /** Requests it will still meet. */
  times: number;
  /** Only requests whose path begins so. */
  readonly path?: string;
}

/** Faults that were ordered ahead, in the order they will strike. */
export class FaultQueue {
  #planned: PlannedFault[] = [];

  plan(fault: Fault, times = 1, path?: string): void {
    this.#planned.push({ fault, times, path });
  }

  /** The fault for a request, used up. */
  next(path: string): Fault | undefined {
    const planned = this.#planned.find((entry) => entry.path === undefined || path.startsWith(entry.path));
    if (planned === undefined) return undefined;
    planned.times -= 1;
    if (planned.times <= 0) this.#planned = this.#planned.filter((entry) => entry !== planned);
    return planned.fault;
  }

  waiting(): readonly PlannedFault[] {
    return this.#planned;
  }

  clear(): void {
    this.#planned = [];
  }
}
