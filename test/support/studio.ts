import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { expectNoLeaks, leaksIn, plantShownOnce } from './canary.ts';
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

/** What the studio tells those who may only look. */
const LOOKS = ['/', '/api/board', '/api/events', '/api/workbench'];

/**
 * Runs `imagebuild studio` until the test ends. Before that, everything that can be looked at without the token is
 * searched for it and for all other secrets.
 */
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
  const stop = async () => {
    running.process.kill('SIGINT');
    await running.ended;
  };
  onTestFinished(stop);
  await running.saw(/"url":/);
  const address = (JSON.parse(printed) as { url: string }).url;
  const [url = '', token = ''] = address.split('/#token=');
  plantShownOnce(token, 'the token of the studio');
  const answers: string[] = [];
  const look = async () => {
    for (const path of LOOKS) answers.push(await (await fetch(url + path)).text());
    const { tiles = [] } = JSON.parse(answers[1] ?? '{}') as { tiles?: { id: string }[] };
    for (const { id } of tiles.slice(0, 20))
      answers.push(await (await fetch(`${url}/api/targets/${encodeURIComponent(id)}`)).text());
  };
  const end = async () => {
    if (running.process.exitCode === null) await look().catch(() => {});
    await stop();
    expectNoLeaks(
      answers.splice(0).flatMap((answer) => leaksIn(answer)),
      'in what the studio answers',
    );
  };
  onTestFinished(end);
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
