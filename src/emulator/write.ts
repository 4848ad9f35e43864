import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Fault } from './faults.ts';

/** Writes an answer, in the way the fault wants. */
export async function write(response: ServerResponse, answer: Answer, fault?: Fault): Promise<void> {
  const { status, body } = answer;
  const headers = { ...answer.headers, 'content-length': String(body.byteLength) };
  if (fault?.kind === 'cut' && fault.at === 'before-headers') {
    response.destroy();
  } else if (fault?.kind === 'cut') {
    response.writeHead(status, headers);
    response.flushHeaders();
    if (fault.at === 'mid-body') response.write(body.subarray(0, body.byteLength / 2));
    // What was written has to leave before the connection goes.
    await sleep(20);
    response.destroy();
  } else if (fault?.kind === 'endless') {
    response.writeHead(status, answer.headers);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const megabyte = Buffer.alloc(1024 * 1024);
    while (!response.destroyed) {
      if (!response.write(megabyte)) await once(response, 'drain', { signal: gone.signal }).catch(() => {});
      await sleep(0);
    }
  } else {
    response.writeHead(status, headers).end(body);
  }
}
