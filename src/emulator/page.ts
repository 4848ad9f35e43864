import { randomBytes } from 'node:crypto';
import { escapedHtml } from '../core/html.ts';
import { masked } from './accounts.ts';
import type { Answer } from './answer.ts';
import type { JournalEntry } from './journal.ts';
import { DEMO_KEY } from './options.ts';
import type { State } from './state.ts';

const SHOWN = 40;

/** The emulator's own page: recent requests with their pictures, balances, and how to point a client here. */
export function page(state: State, url: string): Answer {
  state.jobs.settle(state.now());
  const nonce = randomBytes(16).toString('base64');
  const html = document(state, url, nonce);
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; img-src 'self' data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: Buffer.from(html),
  };
}

function document({ journal, accounts, now }: State, url: string, nonce: string): string {
  const recent = journal.entries.slice(-SHOWN).reverse();
  const spent = accounts.all();
  const demo = spent.some(({ key }) => key === DEMO_KEY);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>imagebuild emulator</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header>
<h1>imagebuild <span>emulator</span></h1>
<p>Speaks the Stability API on this machine. Nothing here costs money.</p>
</header>
<main>
<section class="top">
<div class="card">
<h2>Point a client here</h2>
<pre><code>export STABILITY_API_HOST=${escapedHtml(url)}
export STABILITY_API_KEY=${demo ? DEMO_KEY : 'your-key'}</code></pre>
</div>
<div class="card">
<h2>Balances</h2>
<table class="balances">
<thead><tr><th>Key</th><th>Organization</th><th>Credits</th></tr></thead>
<tbody>${spent
    .map(
      ({ key, organization, credits }) =>
        `<tr><td><code>${escapedHtml(key === DEMO_KEY ? key : masked(key))}</code></td><td>${escapedHtml(organization)}</td><td>${credits.toLocaleString('en')}</td></tr>`,
    )
    .join('')}</tbody>
</table>
</div>
</section>
<section>
<h2>Recent requests</h2>
${recent.length === 0 ? '<p class="empty">None yet. They appear here by themselves.</p>' : `<ul class="requests">${recent.map((entry) => row(entry, now())).join('')}</ul>`}
</section>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

function row(entry: JournalEntry, now: number): string {
  const { number, method, path, status, charged, seed, finish, fault, fields, picture, duration } = entry;
  const kind = status === undefined ? 'none' : status < 300 ? 'good' : 'bad';
  const prompt = promptOf(fields);
  const facts = [
    charged > 0 ? `${charged} credit${charged === 1 ? '' : 's'}` : '',
    seed === undefined ? '' : `seed ${seed}`,
    duration === undefined ? '' : `${duration} ms`,
    finish === undefined || finish === 'SUCCESS' ? '' : finish,
    fault === undefined ? '' : `fault: ${fault}`,
    readOf(entry),
    ago(now - entry.at),
  ].filter((fact) => fact !== '');
  const image =
    picture === undefined
      ? `<span class="blank" aria-hidden="true">${method === 'GET' ? '↓' : '·'}</span>`
      : `<img src="/_emulator/journal/${number}/picture" alt="${escapedHtml(prompt || path)}" loading="lazy">`;
  return `<li>${image}<div><p class="line"><b class="${kind}">${status ?? '—'}</b> <code>${escapedHtml(method)} ${escapedHtml(shortened(path))}</code></p>${
    prompt === '' ? '' : `<p class="prompt">${escapedHtml(prompt)}</p>`
  }<p class="facts">${facts.map((fact) => `<span>${escapedHtml(fact)}</span>`).join('')}</p></div></li>`;
}

/** Names of what came with a request that was refused: whoever looks wants to know what was read. */
function readOf({ status = 0, body, fields, files }: JournalEntry): string {
  if (status < 400 || body === undefined) return '';
  const names = [
    ...Object.keys(fields),
    ...Object.entries(files).map(([field, { name, size }]) => `${field} (${name || 'no name'}, ${size} B)`),
  ];
  const read = names.length === 0 ? `nothing of ${body.bytes} B` : names.join(', ');
  return `read: ${[read, body.problem].filter((part) => part !== undefined).join('; ')}`;
}

function promptOf(fields: { readonly [name: string]: unknown }): string {
  const { prompt, background_prompt: background, text_prompts: list } = fields;
  const first = Array.isArray(list)
    ? (list[0] as { text?: unknown } | undefined)?.text
    : fields['text_prompts[0][text]'];
  const text = [prompt, background, first].find((candidate) => typeof candidate === 'string');
  const found = typeof text === 'string' ? text : '';
  return found.length > 200 ? `${found.slice(0, 199)}…` : found;
}

function ago(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}

/** The id of a job is 64 characters; the first ones tell it from others. */
function shortened(path: string): string {
  return path.replace(/([0-9a-f]{8})[0-9a-f]{24,}/g, '$1…');
}

const SCRIPT = `
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch('/');
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
    const main = document.querySelector('main');
    if (next && next.innerHTML !== main.innerHTML) main.replaceWith(next);
  } catch {}
}, 2000);
`;

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f4f0; --card: #fff; --ink: #1d2126; --soft: #5d6670; --line: #e3ded6; --good: #0f7a55; --bad: #b3261e; --accent: #0b6e75; --well: #f1eee8; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1c2024; --ink: #eceae6; --soft: #a2aab2; --line: #2d3338; --good: #5ad1a4; --bad: #ff8a80; --accent: #6fd0d6; --well: #15181b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; margin: 0; letter-spacing: -.01em; }
h1 span { color: var(--accent); font-weight: 500; }
header p { margin: .15rem 0 1.5rem; color: var(--soft); }
h2 { font-size: 1rem; margin: 0 0 .6rem; }
.top { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem; margin-bottom: 2rem; }
.card { min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.1rem; }
pre { margin: 0; padding: .75rem .9rem; background: var(--well); border-radius: 8px; overflow-x: auto; }
code { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
pre code { white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .85rem; padding: 0 0 .3rem; }
td { padding: .35rem .5rem .35rem 0; border-top: 1px solid var(--line); }
th:last-child, td:last-child { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; }
.requests { list-style: none; margin: 0 0 3rem; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.requests li { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 1rem; padding: .8rem 1rem; align-items: center; }
.requests li + li { border-top: 1px solid var(--line); }
.requests img, .blank { width: 6rem; height: 4.5rem; border-radius: 8px; object-fit: cover; background: var(--well); }
.blank { display: grid; place-items: center; color: var(--soft); font-size: 1.2rem; }
.requests p { margin: 0; }
.line b { display: inline-block; min-width: 2.4rem; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); } .none { color: var(--soft); }
.prompt { overflow-wrap: anywhere; }
.facts { color: var(--soft); font-size: .85rem; display: flex; flex-wrap: wrap; gap: 0 .9rem; }
.empty { color: var(--soft); background: var(--card); border: 1px dashed var(--line); border-radius: 12px; padding: 2rem; text-align: center; }
@media (max-width: 36rem) { .requests li { grid-template-columns: 4rem minmax(0, 1fr); gap: .75rem; padding: .7rem; } .requests img, .blank { width: 4rem; height: 4rem; } }
`;
