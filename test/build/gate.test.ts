import { describe, expect, test } from 'vitest';
import { checkGates, foreseenRefusals, frozenGate, sharingNotice } from '../../src/build/gate.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import type { Limit } from '../../src/build/purse.ts';
import { problem } from '../../src/core/diagnostic.ts';
import { type Failure, failure } from '../../src/core/failure.ts';
import { EMPTY_LOCKFILE, type LockfileState } from '../../src/lockfile/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { SharedState } from '../../src/store/index.ts';
import { planAfter, type World } from '../plan/situation.ts';
import { brief } from '../support/memory-project.ts';

const LOADED: LockfileState = { kind: 'loaded', lockfile: EMPTY_LOCKFILE, digest: 'sha256:0' as never };

const asset = (lines = '', rest = '') =>
  `version: 1\ndefaults: { provider: paint }\n${rest}assets:\n  fox: { seed: 1, prompt: a fox, outputs: { widths: [100] }${lines && `, ${lines}`} }\n`;
const FOX = asset();
const FILE = 'public/images/fox-100.webp';
const many = (count: number, provider = 'paint') =>
  `version: 1\ndefaults: { provider: ${provider}, seed: 1 }\nassets: { fox: { prompt: "a fox {t}", matrix: { t: [${Array.from({ length: count }, (_, index) => `t${index}`).join(', ')}] } } }\n`;

/** What a refusal says: its kind, then each diagnostic. */
const told = (refusal: Failure | undefined) =>
  refusal && [
    refusal.kind,
    ...refusal.diagnostics.map((diagnostic) => `${diagnostic.target ?? '-'} ${brief(diagnostic)}`),
  ];

/** What the gates see of a project, with a shared store in that state or none. */
const around = (lockState: LockfileState, shared?: SharedState) =>
  ({
    lockState,
    project: { paths: { lockfileName: 'x.lock' } },
    sharedStore: shared && { state: () => shared },
  }) as Parameters<typeof checkGates>[1];

const gates = (
  plan: Plan,
  options: BuildOptions = {},
  limits: readonly Limit[] = [],
  state: LockfileState = LOADED,
) => told(checkGates(plan, around(state), options, limits));

const adopted: World['edit'] = (lock) => {
  for (const [id, entry] of lock)
    lock.set(id, {
      ...entry,
      source: 'manual',
      adoption: { master: entry.master.digest, reason: 'retouched' },
    });
};

describe('a plan that nothing stands against', () => {
  test.each<[string, Promise<Plan>]>([
    ['new', planAfter(undefined, FOX)],
    ['changed', planAfter(FOX, FOX.replace('a fox', 'a vixen'))],
    ['unchanged', planAfter(FOX, FOX)],
  ])('passes: %s', async (_, plan) => {
    expect(gates(await plan)).toBeUndefined();
    expect(foreseenRefusals(await plan, {}, [], undefined)).toEqual([]);
  });

  test('is stopped by its own problems before anything else', async () => {
    const plan = await planAfter(
      undefined,
      'version: 1\nassets:\n  fox: { seed: 1, prompt: a fox, outputs: { width: 9, file_name: a.webp } }\n  owl: { seed: 1, prompt: an owl, outputs: { width: 9, file_name: a.webp } }\n',
    );
    expect(gates(plan, { frozen: true }, [], { kind: 'absent' })).toEqual([
      'invalid-input',
      expect.stringContaining('output-collision'),
    ]);
  });
});

describe('a frozen build', () => {
  const hint = '(run `imagebuild build` where you may spend, and commit the lockfile)';
  const frozen = (plan: Plan, state: LockfileState = LOADED) => {
    const refusal = told(frozenGate(plan, state, 'x.lock'));
    // What freezes a build is asked before what it would cost.
    expect(told(checkGates(plan, around(state), { frozen: true }, [{ name: 'a', left: -1 }]))).toEqual(
      refusal,
    );
    return refusal;
  };

  test('passes where the lock says what the manifest says', async () => {
    expect(frozen(await planAfter(FOX, FOX))).toBeUndefined();
    expect(frozen(await planAfter(FOX, FOX, { files: { [FILE]: 'missing' } }))).toBeUndefined();
  });

  test('is refused without a lockfile, but for a project of nothing', async () => {
    expect(frozen(await planAfter(undefined, FOX), { kind: 'absent' })).toEqual([
      'lock-unusable',
      `- nowhere lock-missing: there is no x.lock ${hint}`,
    ]);
    expect(
      frozen(await planAfter(undefined, 'version: 1\nassets: {}\n'), { kind: 'absent' }),
    ).toBeUndefined();
  });

  test('is refused with conflict markers', async () => {
    expect(frozen(await planAfter(FOX, FOX), { kind: 'conflicted', text: '' })).toEqual([
      'lock-unusable',
      '- nowhere lock-conflicted: x.lock has conflict markers (run `imagebuild lock merge`)',
    ]);
  });

  test('is refused with everything that the lock says otherwise, each field once', async () => {
    const before = `${FOX}  owl: { seed: 2, prompt: an owl }\n`;
    const now = `${FOX.replace('a fox', 'a vixen').replace('seed: 1', 'seed: 3').replace('[100]', '[200]')}  elk: { seed: 2, prompt: an elk }\n`;
    expect(frozen(await planAfter(before, now))).toEqual([
      'lock-unusable',
      `fox fox lock-stale: fox is not what the lockfile says: prompt, seed ${hint}`,
      `elk elk lock-stale: elk is in the manifest, but not in the lockfile ${hint}`,
      `owl owl lock-stale: owl is in the lockfile, but no longer in the manifest ${hint}`,
    ]);
    expect(frozen(await planAfter(FOX, FOX, { forced: ['fox'] }))).toEqual([
      'lock-unusable',
      `fox fox lock-stale: fox is not what the lockfile says: forced ${hint}`,
    ]);
  });

  test('may not buy a lost master again, but make a free one', async () => {
    const lost: World = { lost: ['fox'], files: { [FILE]: 'missing' } };
    const bring = '(bring .imagebuild/masters here, from version control or where it is kept)';
    expect(frozen(await planAfter(FOX, FOX, lost))).toEqual([
      'lock-unusable',
      `fox fox master-missing: the master of fox is not in the store, and a frozen build may not buy it again ${bring}`,
    ]);
    const free = asset('provider: procedural');
    expect(frozen(await planAfter(free, free, lost))).toBeUndefined();
    for (const project of [FOX, free])
      expect(frozen(await planAfter(project, project, { ...lost, edit: adopted }))).toEqual([
        'lock-unusable',
        `fox fox master-missing: the master of fox is not in the store, and nobody but people can make it again ${bring}`,
      ]);
    // A lost master that no file needs is only a warning, adopted or not.
    expect(frozen(await planAfter(FOX, FOX, { lost: ['fox'] }))).toBeUndefined();
    expect(frozen(await planAfter(FOX, FOX, { lost: ['fox'], edit: adopted }))).toBeUndefined();
  });

  test('does not ask what an unfrozen build may do', async () => {
    expect(gates(await planAfter(undefined, FOX), {}, [], { kind: 'absent' })).toBeUndefined();
  });
});

describe('what is protected', () => {
  const PROTECTED = asset('protect: true');
  const changed = PROTECTED.replace('a fox', 'a vixen').replace('seed: 1', 'seed: 2');

  test('is not replaced', async () => {
    expect(gates(await planAfter(PROTECTED, changed))).toEqual([
      'invalid-input',
      'fox fox protected: fox is protected, and this build would replace it (prompt, seed) (take the change back, or replace it for once with --allow-protected)',
    ]);
    expect(gates(await planAfter(PROTECTED, PROTECTED, { forced: ['fox'] }))).toEqual([
      'invalid-input',
      expect.stringContaining('would replace it (forced)'),
    ]);
    expect(gates(await planAfter(PROTECTED, changed), { allowProtected: true })).toBeUndefined();
  });

  test('may be made for the first time, and rendered', async () => {
    expect(gates(await planAfter(undefined, PROTECTED))).toBeUndefined();
    expect(gates(await planAfter(PROTECTED, PROTECTED.replace('[100]', '[200]')))).toBeUndefined();
  });

  test('is a picture that people made, protected or not', async () => {
    const release =
      '(give it back to generation at no cost with `imagebuild adopt fox --release`, or replace it for once with --allow-protected)';
    const world: World = { edit: adopted, forced: ['fox'] };
    expect(gates(await planAfter(FOX, FOX, world))).toEqual([
      'invalid-input',
      `fox fox protected: fox is adopted (retouched), and this build would replace it for 3 credits (forced) ${release}`,
    ]);
    expect(gates(await planAfter(FOX, FOX, world), { allowProtected: true })).toBeUndefined();
    const free = asset('provider: procedural');
    expect(gates(await planAfter(free, free, world))).toEqual([
      'invalid-input',
      `fox fox protected: fox is adopted (retouched), and this build would replace it (forced) ${release}`,
    ]);
    const secret = asset('model: secret-price');
    expect(gates(await planAfter(secret, secret, world))).toEqual([
      'invalid-input',
      `fox fox protected: fox is adopted (retouched), and this build would replace it for an unknown number of credits (forced) ${release}`,
    ]);
    const wordless: World['edit'] = (lock) => {
      for (const [id, entry] of lock) lock.set(id, { ...entry, source: 'manual' });
    };
    expect(gates(await planAfter(FOX, FOX, { edit: wordless, forced: ['fox'] }))?.[1]).toContain(
      'fox is adopted (made by people), and',
    );
    expect(gates(await planAfter(PROTECTED, PROTECTED, world))?.[1]).toContain('fox is protected, and');
  });
});

describe('code from a manifest', () => {
  const outputs = (...modules: string[]) =>
    `[${modules.map((module, index) => `{ width: ${9 - index}, custom: { module: ./${module} } }`).join(', ')}]`;
  const coded = `
    version: 1
    defaults: { provider: procedural, seed: 1 }
    assets:
      fox: { prompt: a fox, outputs: ${outputs('a.mjs', 'b.mjs', 'a.mjs')} }
      owl: { prompt: an owl, outputs: ${outputs('b.mjs', 'c.mjs')} }
  `;
  const tree = { 'imagebuild.yaml': coded, 'a.mjs': 'a', 'b.mjs': 'b', 'c.mjs': 'c' };
  const hint = '(read it, then allow it with --allow-code or IMAGEBUILD_ALLOW_CODE=1)';
  const message = (id: string, path: string) =>
    `${id} ${id} code-not-allowed: ${id} runs ${path}, and code from a manifest is not allowed here ${hint}`;

  test('runs only where it is allowed, and each file is named once', async () => {
    const plan = await planAfter(undefined, tree);
    expect(gates(plan)).toEqual([
      'invalid-input',
      message('fox', 'a.mjs'),
      message('fox', 'b.mjs'),
      message('owl', 'c.mjs'),
    ]);
    expect(gates(plan, { allowCode: false })).toHaveLength(4);
    expect(gates(plan, { allowCode: true })).toBeUndefined();
  });

  test('is no matter where there are only steps of ours', async () => {
    const own =
      'version: 1\nassets: { fox: { provider: procedural, seed: 1, prompt: x, outputs: { width: 9, blur: 2, overlay: { image: ./a.png } } } }\n';
    expect(gates(await planAfter(undefined, { 'imagebuild.yaml': own, 'a.png': 'a' }))).toBeUndefined();
  });
});

describe('offline', () => {
  test('nothing is asked of another machine', async () => {
    expect(gates(await planAfter(undefined, many(5)), { offline: true })).toEqual([
      'provider-failed',
      '- nowhere offline: 5 targets need a provider that is not on this machine: fox@t0, fox@t1, fox@t2, fox@t3, fox@t4 (build without --offline)',
    ]);
    expect(gates(await planAfter(undefined, many(6)), { offline: true })?.[1]).toContain(
      '6 targets need a provider that is not on this machine: fox@t0, fox@t1, fox@t2, fox@t3, fox@t4, … (',
    );
  });

  test('what is free, or there, is made', async () => {
    expect(gates(await planAfter(undefined, many(6, 'procedural')), { offline: true })).toBeUndefined();
    expect(gates(await planAfter(FOX, FOX), { offline: true })).toBeUndefined();
    expect(gates(await planAfter(undefined, FOX, { kept: { fox: {} } }), { offline: true })).toBeUndefined();
    expect(gates(await planAfter(undefined, FOX), { offline: false })).toBeUndefined();
  });
});

describe('money', () => {
  test('is not spent where nobody knows the price', async () => {
    expect(gates(await planAfter(undefined, asset('model: secret-price')))).toEqual([
      'budget-refused',
      'fox fox price-unknown: nobody knows what secret-price costs, so fox is not bought (give its price in credits: providers: { paint: { prices: { secret-price: 4 } } })',
    ]);
  });

  test('is not spent on more images than were allowed', async () => {
    const plan = await planAfter(undefined, many(3));
    expect(gates(plan, { maxImages: 2 })).toEqual([
      'budget-refused',
      '- nowhere too-many-images: this build would buy 3 images; --max-images is 2 (nothing was bought; build fewer targets, or raise the limit)',
    ]);
    expect(gates(plan, { maxImages: 3 })).toBeUndefined();
    expect(gates(await planAfter(undefined, many(3, 'procedural')), { maxImages: 0 })).toBeUndefined();
  });

  test('is not spent beyond a limit, and the message says what is left of it', async () => {
    const plan = await planAfter(undefined, many(3));
    const left = (credits: number) => gates(plan, {}, [{ name: 'the budget of today', left: credits }]);
    expect(left(9)).toBeUndefined();
    expect(left(8.5)).toEqual([
      'budget-refused',
      '- nowhere over-budget: this build would cost 9 credits; the budget of today allows 8.5 (nothing was spent; build fewer targets, or raise the limit)',
    ]);
    expect(left(8.1 - 1.1)?.[1]).toContain('allows 7 (');
    expect(left(-4)?.[1]).toContain('allows 0 (');
  });

  test('that was overspent does not stop what costs nothing', async () => {
    const limits = [{ name: 'the budget of today', left: -4 }];
    expect(gates(await planAfter(undefined, many(3, 'procedural')), {}, limits)).toBeUndefined();
    expect(gates(await planAfter(FOX, FOX), {}, limits)).toBeUndefined();
  });
});

const UNREADABLE = failure('unexpected', problem('records-unreadable', 'the ledger cannot be read'));

describe('records of money that cannot be read', () => {
  test('stop what is to be bought, and nothing else', async () => {
    const refused = async (plan: Promise<Plan>) =>
      checkGates(await plan, around(LOADED), {}, [{ name: 'x', left: 0 }], UNREADABLE);
    // Before the budget, which nobody can reckon with without them.
    expect(await refused(planAfter(undefined, FOX))).toBe(UNREADABLE);
    expect(await refused(planAfter(undefined, many(2, 'procedural')))).toBeUndefined();
    expect(await refused(planAfter(FOX, FOX))).toBeUndefined();
  });
});

describe('a store that is shared', () => {
  const shared = async (plan: Promise<Plan>, state: SharedState) =>
    told(checkGates(await plan, around(LOADED, state), {}, []));
  const notice = async (plan: Promise<Plan>, state: SharedState | undefined) =>
    sharingNotice(await plan, state).map((diagnostic) => `${diagnostic.severity} ${brief(diagnostic)}`);
  const [one, three, free] = [
    planAfter(undefined, FOX),
    planAfter(undefined, many(3)),
    planAfter(undefined, many(3, 'procedural')),
  ];

  test('has to be there where something is bought', async () => {
    expect(await shared(one, 'absent')).toEqual([
      'invalid-input',
      '- nowhere shared-store-absent: there is no shared store where --store says, and there is 1 image to buy (mount it; begin a new one with `imagebuild push`; or build without --store. Nothing was bought)',
    ]);
    expect(await shared(three, 'failing')).toEqual([
      'unexpected',
      '- nowhere shared-store-failing: the shared store cannot be used, and there are 3 images to buy (bring it back, or build without --store if nobody else buys these pictures. Nothing was bought)',
    ]);
    for (const state of ['absent', 'failing'] as const) expect(await shared(free, state)).toBeUndefined();
    for (const state of ['ready', 'read-only'] as const) expect(await shared(one, state)).toBeUndefined();
  });

  test('is missed aloud, and told when it does not keep others from buying', async () => {
    expect(await notice(free, 'absent')).toEqual([
      'warning nowhere shared-store-absent: there is no shared store where --store says (mount it, or begin a new one with `imagebuild push`; what costs nothing goes on without it)',
    ]);
    expect(await notice(one, 'read-only')).toEqual([
      'warning nowhere shared-store-read-only: the shared store can only be read here (nobody else is kept from buying the same pictures at the same time, and what is bought stays in this checkout)',
    ]);
    expect(await notice(free, 'read-only')).toEqual([]);
    for (const state of ['ready', 'failing', undefined] as const)
      expect(await notice(one, state)).toEqual([]);
  });
});

describe('what would refuse a build', () => {
  test('is told beforehand, all of it, as warnings', async () => {
    const project = asset('protect: true, model: secret-price');
    const plan = await planAfter(project, `${project}  owl: { seed: 1, prompt: owl }\n`, { forced: ['fox'] });
    const refusals = foreseenRefusals(
      plan,
      { offline: true, maxImages: 1 },
      [{ name: 'x', left: 2 }],
      'absent',
      UNREADABLE,
    );
    expect(refusals.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning protected',
      'warning offline',
      'warning price-unknown',
      'warning records-unreadable',
      'warning too-many-images',
      'warning over-budget',
      'warning shared-store-absent',
    ]);
    // The first of them is what the build ends with.
    expect(gates(plan, { offline: true, maxImages: 1 }, [{ name: 'x', left: 2 }])?.[1]).toContain(
      'protected',
    );
  });
});
