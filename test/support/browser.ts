import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { expectNoLeaks, leaksIn } from './canary.ts';

/** Names under which systems have a Chromium or a Chrome. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A browser of the system, else the one of a package; why there is none, where there is none. */
async function findBrowser(): Promise<{ readonly path: string; readonly args: readonly string[] } | string> {
  const named = process.env.IMAGEBUILD_TEST_BROWSER;
  if (named) return { path: named, args: ['--no-sandbox'] };
  for (const name of NAMES) {
    try {
      const path = execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return { path: path.trim(), args: ['--no-sandbox'] };
    } catch {}
  }
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    // In a single process the first closed tab would take the browser with it.
    const args = packaged.args.filter((arg) => !/^--(single-process|no-zygote)$/.test(arg));
    return { path: await packaged.executablePath(), args };
  } catch (error) {
    return `no ${NAMES.join(', ')} in PATH, and the packaged one does not start: ${(error as Error).message}`;
  }
}

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const found = await findBrowser();

/** Why pages cannot be tried here; undefined where they can. A test that needs one is skipped with these words. */
export const NO_BROWSER = typeof found === 'string' ? found : undefined;

let browser: Promise<Browser> | undefined;

/** A tab of a real browser, closed when the test ends. What its console complains of is kept. */
export async function openTab(
  options: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<Page & { readonly complaints: string[] }> {
  if (typeof found === 'string') throw new Error(found);
  const { chromium } = await import('playwright-core');
  browser ??= chromium.launch({ executablePath: found.path, args: [...found.args] });
  const { width = 1200, height = 900, colorScheme = 'light' } = options;
  const context = await (await browser).newContext({ viewport: { width, height }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  const leaks: string[] = [];
  page.on('request', (request) => {
    const { referer = '', cookie = '' } = request.headers();
    leaks.push(...leaksIn(`${request.url()}\n${referer}\n${cookie}\n${request.postData() ?? ''}`));
  });
  onTestFinished(async () => {
    const markup = page.isClosed() ? '' : await page.content().catch(() => '');
    expectNoLeaks([...leaks, ...leaksIn(markup)], 'in what a page shows or asks for');
  });
  return Object.assign(page, { complaints });
}

/** To be called by files that open tabs. */
export function closeBrowserAfterwards(): void {
  afterAll(async () => {
    await (await browser)?.close();
    browser = undefined;
  });
}

/** What an independent judge of accessibility has against a page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  // As a string: the page lets in no script but its own.
  await page.evaluate(AXE);
  const results = (await page.evaluate('axe.run()')) as {
    violations: { id: string; help: string; nodes: { html: string }[] }[];
  };
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' ')}`,
  );
}

/** A property of every element that a selector finds. What runs in the page is written as text: tests know no DOM. */
export function each(page: Page, selector: string, property: string): Promise<unknown[]> {
  return page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.${property})`,
  );
}

/** What the element with the focus says. */
export function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement?.textContent ?? ''");
}

/** Goes to a view of the studio's page. */
export function goTo(page: Page, view: string): Promise<unknown> {
  return page.evaluate(`location.hash = ${JSON.stringify(`#/${view}`)}`);
}
