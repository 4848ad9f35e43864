import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { POINTER_HINT } from '../core/lfs-pointer.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { type Damage, isAdopted, type Plan, type PlannedTarget } from '../plan/index.ts';
import type { DamagedFile, Store } from '../store/index.ts';

/** Returns what lies in a master's place and is not that master. */
export function damagedMaster(master: MasterRecord, store: Pick<Store, 'damagedMaster'>): Damage | undefined {
  const found = store.damagedMaster(master);
  return found && { ...damageAt('master-damaged', found), master };
}

/** Returns the record of what a key stands for, where nobody can read it. */
export function damagedRecord(key: GenerationKey, store: Pick<Store, 'damagedRecord'>): Damage | undefined {
  const found = store.damagedRecord(key);
  return found && damageAt('record-damaged', found);
}

/** Returns why the picture of a key, known by some masters, cannot be had although it should be here. */
export function damageOf(
  key: GenerationKey,
  known: readonly (MasterRecord | undefined)[],
  store: Pick<Store, 'damagedMaster' | 'damagedRecord' | 'find'>,
): Damage | undefined {
  const record = damagedRecord(key, store);
  if (record) return record;
  for (const master of [...known, store.find(key)?.master]) {
    const damage = master && damagedMaster(master, store);
    if (damage) return damage;
  }
  return undefined;
}

/** Returns what a build of this plan will fail on since it is damaged. */
export function foreseenDamage({ targets }: Pick<Plan, 'targets'>): Diagnostic[] {
  return targets.flatMap((planned) => (planned.damage ? [damageProblem(planned, planned.damage)] : []));
}

/** Returns all that is damaged of the targets of a plan, also where no build needs it at the moment. Trusts sizes: `verify` reads bytes. */
export function damagedTargets(
  { targets }: Pick<Plan, 'targets'>,
  store: Pick<Store, 'damagedMaster'>,
): Diagnostic[] {
  return targets.flatMap((planned) => {
    const { entry, key } = planned;
    const isWanted = entry !== undefined && (isAdopted(entry) || entry.key === key);
    const damage = planned.damage ?? (isWanted ? damagedMaster(entry.master, store) : undefined);
    return damage ? [damageProblem(planned, damage)] : [];
  });
}

/** Says what is damaged, and what brings it back. To buy it again is for the user to decide. */
export function damageProblem(
  { id: target, entry, target: { paid } }: Pick<PlannedTarget, 'id' | 'entry' | 'target'>,
  { code, file, isPointer }: Damage,
): Diagnostic {
  const adopted = isAdopted(entry);
  const back = isPointer ? POINTER_HINT : 'bring it back from version control or a copy';
  if (!paid && !adopted)
    return problem('master-damaged', `${target}: its master, ${file}, is damaged`, {
      target,
      hint: `${back}; a build that needs it makes it again, at no cost`,
    });
  const instead = adopted
    ? `or adopt its file again; \`imagebuild adopt ${target} --release\` gives the target back to generation`
    : `only \`imagebuild build --force ${target}\` buys the picture again`;
  const about = { target, hint: `${back}; ${instead}` };
  if (code === 'record-damaged') {
    const message = `${target}: ${file} is damaged, which says what picture was bought for this; nothing is bought again`;
    return problem('record-damaged', message, about);
  }
  const message = adopted
    ? `${target}: its adopted picture, ${file}, is damaged; nobody but people can make it again`
    : `${target}: the picture that was bought for this, ${file}, is damaged; nothing is bought again`;
  return problem('master-damaged', message, about);
}

function damageAt(code: Damage['code'], { file, shared, isPointer }: DamagedFile): Damage {
  return { code, file: shared ? `${file} in the shared store` : file, isPointer };
}
