import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Rig, RunOptions } from './rig.ts';

export interface OpenedStudio {
  /** With the token. */
  readonly address: string;
  readonly url: string;
  readonly token: string;
  /** Asks for something to be done, as a script would. */
  post(path: string, body: unknown, headers?: { readonly [name: string]: string }): Promise<Response>;
  // biome-ignore lint/suspicious/noExplicitAny: documents of several shapes
  get(path: string): Promise<any>;
  end(): Promise<void>;
}

/** Runs `imagebuild studio` until the test ends. */
export async function runStudio(
  rig: Rig,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<OpenedStudio> {
  const running = rig.start(['studio', '--port', '0', '--json', ...args], options);
  let printed = '';
  running.process.stdout?.on('data', (text: string) => {
    printed += text;
  });
  const end = async () => {
    running.process.kill('SIGINT');
    await running.ended;
  };
  onTestFinished(end);
  await running.saw(/"url":/);
  const address = (JSON.parse(printed) as { url: string }).url;
  const [url = '', token = ''] = address.split('/#token=');
  return {
    address,
    url,
    token,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-imagebuild-token': token, ...headers },
        body: JSON.stringify(body),
      }),
    get: async (path) => (await fetch(url + path)).json(),
    end,
  };
}

/** Opens the page, and waits until it shows what the last round has made. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.activity[data-phase="waiting"]').waitFor();
}
