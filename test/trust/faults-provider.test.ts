import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { buildProject, openProject, type Report } from '../../src/build/index.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import type { Clock } from '../../src/core/ports.ts';
import { FAULT_NAMES, parseFault } from '../../src/emulator/index.ts';
import type { LockEntry } from '../../src/lockfile/index.ts';
import { SERVICES, type Service } from '../../src/providers/stability/capabilities.ts';
import { diskJournal, isOrdered, type LedgerRecord } from '../../src/store/index.ts';
import { openShop, type Shop } from '../support/cli.ts';
import { picture } from '../support/stability-picture.ts';
import { requestFor } from '../support/stability-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { flaws } from './faults/scene.ts';
import { reportFigures, thorough } from './support/effort.ts';

/** How a fault that needs to know more is written; every other one is its name. */
const WRITTEN: { readonly [name: string]: readonly string[] } = {
  '403': ['403', '403=permission_denied'],
  '422': ['422', '422=public_figure'],
  '429': ['429', '429=1'],
  slow: ['slow=5ms'],
  cut: ['cut=before-headers', 'cut=after-headers', 'cut=mid-body'],
  'content-type': ['content-type=text/html'],
  'fewer-pictures': ['fewer-pictures=1'],
  finish: ['finish=ERROR'],
};
const FAULTS = FAULT_NAMES.flatMap((name) => WRITTEN[name] ?? [name]);

/** What comes of each fault where a request is answered with a picture: the code of the error, if there is one. */
const CODES: { readonly [fault: string]: string } = {
  ...{ '400': 'provider-rejected', '401': 'provider-unauthorized', '402': 'provider-out-of-credits' },
  ...{
    '403': 'content-refused',
    '403=permission_denied': 'provider-unauthorized',
    '404': 'provider-rejected',
  },
  ...{ '413': 'provider-rejected', '422': 'provider-rejected', '422=public_figure': 'content-refused' },
  ...{ '500': 'provider-unavailable', '429': 'provider-rate-limited', '429=1': 'provider-rate-limited' },
  ...{ '502': 'outcome-unknown', '503': 'provider-unavailable', '504': 'outcome-unknown' },
  ...{ hang: 'outcome-unknown', reset: 'outcome-unknown', endless: 'provider-bad-answer' },
  ...{ 'cut=before-headers': 'outcome-unknown', 'cut=after-headers': 'outcome-unknown' },
  ...{ 'cut=mid-body': 'outcome-unknown', 'truncated-image': 'bad-answer', 'corrupt-image': 'bad-answer' },
  ...{ 'content-filtered': 'content-refused', 'finish=ERROR': 'provider-bad-answer' },
};

/** The same, where a request is answered with a job. */
const JOB_CODES: { readonly [fault: string]: string } = {
  ...{
    'expired-job': 'provider-job-lost',
    'late-job': 'provider-job-lost',
    'endless-job': 'outcome-unknown',
  },
};

/** What the next build says of a job that gave no picture and was asked for once more. */
const JOB_CODES_AGAIN: { readonly [fault: string]: string } = {
  ...{
    'truncated-image': 'bad-answer',
    'corrupt-image': 'bad-answer',
    'finish=ERROR': 'provider-bad-answer',
  },
  ...{ 'expired-job': 'outcome-unknown', 'late-job': 'outcome-unknown', 'endless-job': 'outcome-unknown' },
};

const DOCUMENTED = new Set(
  [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code),
);

/** One operation that meets one fault. */
interface Pair {
  readonly id: string;
  readonly service: Service;
  readonly fault: string;
}

/** No waiting to speak of, and time goes by all the same. */
function hastyClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async sleep(milliseconds, signal) {
      ahead += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal?.throwIfAborted();
    },
  };
}

const INPUTS = ['first', 'second'] as const;

async function manifest(pairs: readonly Pair[], shop: Shop, edition: 0 | 1, faulty: boolean) {
  const providers: { [name: string]: object } = {};
  const assets: { [name: string]: object } = {};
  for (const [index, { id, service, fault }] of pairs.entries()) {
    const { capability } = service;
    const { operation, model, prompt, seed, params, inputs } = requestFor(capability, 42 + edition);
    const waits = faulty && fault === 'hang';
    providers[id] = {
      type: 'stability',
      base_url: shop.url,
      headers: { 'x-target': id, ...(faulty ? { 'x-emulator-fault': fault } : {}) },
      // What never answers is not waited for long; what answers may take as long as a busy machine needs.
      timeout: waits ? '2s' : '100s',
      poll: '1s',
      limits: { requests: 100_000, per: '1s', concurrency: 4 },
      prices: {},
    };
    assets[id] = {
      provider: id,
      ...{ operation, model, params },
      ...(prompt === undefined ? {} : { prompt: `${prompt} of ${id}` }),
      // No two ask for the same.
      ...(seed === undefined ? {} : { seed: seed + index }),
      ...Object.fromEntries(
        Object.keys(inputs).map((role) => [
          role,
          `./in/${operation === 'upscale' ? 'small' : role}-${INPUTS[edition]}.png`,
        ]),
      ),
      on_refusal: 'fail',
      outputs: ['small'],
    };
  }
  return stringify({
    version: 1,
    site: { out_dir: 'art', manifest: 'art/images.json' },
    outputs: { small: { widths: [16], formats: ['webp'] } },
    providers,
    assets,
  });
}

async function scene(pairs: readonly Pair[]) {
  const shop = await openShop({
    credits: { 'sk-test': 1e6 },
    withdrawnEngines: true,
    limit: { requests: 1e6, per: 1000, penalty: 1000 },
  });
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'in'));
  for (const edition of INPUTS) {
    for (const role of ['image', 'mask', 'style_image'])
      writeFileSync(
        join(folder, `in/${role}-${edition}.png`),
        await picture(`${role} ${edition}`, [1024, 1024], 'png'),
      );
    writeFileSync(
      join(folder, `in/small-${edition}.png`),
      await picture(`small ${edition}`, [512, 512], 'png'),
    );
  }
  const build = async (edition: 0 | 1, faulty: boolean, options: object = {}): Promise<Report> => {
    writeFileSync(join(folder, 'imagebuild.yaml'), await manifest(pairs, shop, edition, faulty));
    const environment = (name: string) => (name === 'STABILITY_API_KEY' ? 'sk-test' : undefined);
    const opened = await openProject({ cwd: folder, environment });
    if (!opened.ok) throw new Error(JSON.stringify(opened.failure.diagnostics));
    return buildProject(opened.value, { keepGoing: true, clock: hastyClock(), concurrency: 2, ...options });
  };
  return { shop, folder, build };
}

/** Orders of each target since a moment: how many there were, and how many were charged. */
function orders(shop: Shop, since: number) {
  const found = new Map<string, { sent: number; charged: number }>();
  for (const { method, headers, charged } of shop.journal.slice(since)) {
    if (method !== 'POST') continue;
    const id = headers['x-target'] ?? '';
    const { sent, charged: before } = found.get(id) ?? { sent: 0, charged: 0 };
    found.set(id, { sent: sent + 1, charged: before + (charged > 0 ? 1 : 0) });
  }
  return (id: string) => found.get(id) ?? { sent: 0, charged: 0 };
}

async function isPicture(bytes: Uint8Array): Promise<boolean> {
  return sharp(bytes)
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

/** Lets every pair meet, three builds long; returns what was wrong. */
async function meet(pairs: readonly Pair[]): Promise<string[]> {
  const { shop, folder, build } = await scene(pairs);
  const wrong: string[] = [];
  const entries = (): { [id: string]: LockEntry } =>
    JSON.parse(readFileSync(join(folder, 'imagebuild.lock'), 'utf8')).targets;
  const output = (id: string) => readFileSync(join(folder, `art/${id}-16.webp`));
  const master = (entry: LockEntry) => {
    const hex = entry.master.digest.slice(7);
    const extension = { jpeg: 'jpg' }[entry.master.format as string] ?? entry.master.format;
    return readFileSync(join(folder, `.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.${extension}`));
  };
  const journal = diskJournal(join(folder, '.imagebuild'));
  const last = async () => {
    const records = new Map<string, LedgerRecord>();
    for (const record of await journal.records()) records.set(record.target, record);
    return records;
  };
  const whatIs = async (when: string, report: Report, since: number) => {
    const ordered = orders(shop, since);
    const records = await last();
    const open = new Map((await journal.pending()).map((purchase) => [purchase.target, purchase]));
    const lock = entries();
    wrong.push(...(await flaws(folder)).map((text) => `${when}: ${text}`));
    for (const { code, message } of report.errors)
      if (!DOCUMENTED.has(code)) wrong.push(`${when}: ${code} is not documented: ${message}`);
    if (report.errors.length > 0 !== (exitCodeOf(report.failure) !== 0))
      wrong.push(`${when}: exit code and errors disagree`);
    return pairs.map((pair) => ({
      ...pair,
      ...ordered(pair.id),
      record: records.get(pair.id),
      open: open.get(pair.id),
      entry: lock[pair.id],
      error: report.errors.find(({ target }) => target === pair.id),
      say: (text: string) =>
        wrong.push(
          `${when}, ${pair.service.capability.operation} ${pair.service.capability.model} with ${pair.fault}: ${text}`,
        ),
    }));
  };

  const clean = await build(0, false);
  expect(clean.errors).toEqual([]);
  const before = entries();
  const files = new Map(pairs.map(({ id }) => [id, output(id)]));

  // The first try.
  let since = shop.journal.length;
  const faulty = await whatIs('first', await build(1, true), since);
  const after = new Map(faulty.map((met) => [met.id, met]));
  for (const { id, fault, service, sent, charged, record, open, entry, error, say } of faulty) {
    const good = error === undefined;
    if (sent === 0) say('was never asked');
    if (charged > 1) say(`was charged ${charged} times`);
    if (record?.charged === 'no' && charged > 0 && !service.asynchronous)
      say('was charged, and the ledger says it was not');
    if (record?.charged === 'no' && service.asynchronous && orders(shop, since)(id).charged > 0)
      say('was charged, and the ledger says it was not');
    if (good) {
      if (charged !== 1) say('has a picture and was not charged');
      if (open !== undefined) say('has a picture and an open record');
      if (record?.outcome !== 'paid') say(`has a picture, and the ledger says ${record?.outcome}`);
      if (entry === undefined || !(await isPicture(master(entry)))) say('has a master that is no picture');
    } else {
      if ((record?.outcome === 'unknown') !== (open !== undefined))
        say(`the ledger says ${record?.outcome}, and a record is ${open ? 'open' : 'closed'}`);
      if (charged > 0 && record?.charged === 'no') say('was charged, and nobody says so');
      if (JSON.stringify(entry) !== JSON.stringify(before[id]))
        say('failed, and its block in the lockfile has changed');
      if (!output(id).equals(files.get(id) ?? Buffer.alloc(0))) say('failed, and its file has changed');
      if (entry === undefined || !(await isPicture(master(entry))))
        say('failed, and its last master is gone');
      if (error.hint === undefined && error.code !== 'provider-rejected') say(`no advice: ${error.message}`);
    }
    const expected = (service.asynchronous ? JOB_CODES[fault] : undefined) ?? CODES[fault];
    if (error?.code !== expected)
      say(`ends with ${error?.code}, and ${expected} is documented (${error?.message})`);
  }

  // The second build: what may have been charged is not bought again, all else is.
  since = shop.journal.length;
  const second = await whatIs('second', await build(1, false), since);
  for (const { id, fault, sent, charged, error, say, open } of second) {
    const then = after.get(id);
    const isUnknown = then?.open !== undefined && then.open.job === undefined;
    const isRefused = then?.error?.code === 'content-refused' && then.record?.charged !== 'no';
    const wasGood = then?.error === undefined;
    const isJob = then?.open?.job !== undefined;
    const isSpent = then?.record?.outcome === 'failed' && then.record.charged === 'yes';
    const wantsOrder = !(isUnknown || isRefused || isSpent || wasGood || isJob);
    if (sent !== (wantsOrder ? 1 : 0)) say(`sent ${sent} orders after ${then?.error?.code ?? 'success'}`);
    if (wantsOrder && charged !== 1) say(`was charged ${charged} times`);
    const code = isJob
      ? JOB_CODES_AGAIN[fault]
      : isUnknown
        ? 'outcome-unknown'
        : isRefused
          ? 'content-refused'
          : isSpent
            ? 'bad-answer'
            : undefined;
    if (error?.code !== code) say(`ends with ${error?.code} (${error?.message})`);
    if (isUnknown && open === undefined) say('forgot the open record');
  }

  // The third: with leave, everything is good, and every charge is explained.
  since = shop.journal.length;
  const refused = second.filter(({ error }) => error?.code === 'content-refused').map(({ id }) => id);
  if (refused.length > 0) await build(1, false, { patterns: refused, force: true });
  const third = await build(1, false, { retryUnknown: true });
  const end = await whatIs('third', third, since);
  const endless = new Set(end.filter(({ open }) => open && isOrdered(open)).map(({ id }) => id));
  for (const { message, target = '' } of third.errors)
    if (!endless.has(target)) wrong.push(`third: ${message}`);
  for (const { id, fault, entry, open, record, say } of end) {
    if (endless.has(id)) {
      // What is still being made is waited for, and never bought twice.
      if (fault !== 'endless-job' || orders(shop, 0)(id).sent !== 2) say('is still open');
      continue;
    }
    if (open !== undefined) say('is still open');
    if (record?.outcome !== 'paid') say(`the ledger ends with ${record?.outcome}`);
    if (entry === undefined || !(await isPicture(master(entry))) || !(await isPicture(output(id))))
      say('is not good in the end');
    const then = after.get(id);
    const charged = orders(shop, 0)(id).charged;
    // The one before, the one there is, and perhaps one that was paid for and lost on the way.
    const fetched = then?.open?.job !== undefined && (!then.open.fruitless || fault === 'late-job');
    const lost = then?.error !== undefined && !fetched && then.charged > 0 ? 1 : 0;
    if (charged !== 2 + lost)
      say(`was charged ${charged} times altogether, of which ${lost} is known to be lost`);
  }
  return wrong;
}

test('every fault of the emulator meets every operation: first try, next build, and the one after with --retry-unknown', async () => {
  const wrong: string[] = [];
  // Each build pairs every operation with another fault; all rotations together are every pair.
  const rotations = thorough ? FAULTS.length : 1;
  let pairs = 0;
  for (let rotation = 0; rotation < rotations; rotation++) {
    const most = Math.max(SERVICES.length, thorough ? 0 : FAULTS.length);
    const all = Array.from({ length: most }, (_, at): Pair => {
      const service = SERVICES[at % SERVICES.length] as Service;
      return { id: `t${at}`, service, fault: FAULTS[(at + rotation) % FAULTS.length] ?? '' };
    });
    // No single rotation brings the faults of jobs to a job.
    const job = SERVICES.find(({ asynchronous }) => asynchronous) as Service;
    if (!thorough)
      for (const fault of FAULTS.filter((fault) => JOB_CODES_AGAIN[fault] !== undefined))
        all.push({ id: `t${all.length}`, service: job, fault });
    wrong.push(...(await meet(all)));
    pairs += all.length;
  }
  reportFigures('faults-provider', { 'operations × faults': pairs });
  expect(wrong).toEqual([]);
});

test('every fault is written so that the emulator knows it', () => {
  expect(FAULTS.filter((fault) => parseFault(fault) === undefined)).toEqual([]);
});
