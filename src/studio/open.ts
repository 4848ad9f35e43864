import { randomBytes } from 'node:crypto';
import { type Served, serveStudio } from './server.ts';
import { Studio, type StudioOptions } from './studio.ts';

export interface OpenStudioOptions extends StudioOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Take one of the next ports where that one is taken. */
  readonly orNext?: boolean;
}

export interface OpenStudio {
  /** With the token that is needed for everything but looking. */
  readonly address: string;
  readonly url: string;
  readonly token: string;
  /** Settles when the session behind it has ended; rejects when something happened that nobody foresaw. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** How many ports are tried. */
const PORTS = 20;

/** Opens a studio on the loopback address; rejects where it cannot listen. */
export async function openStudio({ port, orNext, ...options }: OpenStudioOptions): Promise<OpenStudio> {
  const token = randomBytes(24).toString('base64url');
  const studio = new Studio(options);
  let served: Served;
  try {
    served = await serveOnOneOf(studio, port, orNext ? PORTS : 1, token);
  } catch (error) {
    await studio.close();
    throw error;
  }
  const { url } = served;
  return {
    url,
    token,
    ended: studio.ended,
    address: `${url}/#token=${token}`,
    async close() {
      try {
        await studio.close();
      } finally {
        await served.close();
      }
    },
  };
}

async function serveOnOneOf(studio: Studio, port: number, count: number, token: string): Promise<Served> {
  for (let next = port; ; next += 1) {
    try {
      return await serveStudio(studio, next, token);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || next - port + 1 >= count) throw error;
    }
  }
}
