import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reviewableJson } from '../../core/json.ts';
import { diskFiles } from '../../manifest/index.ts';
import {
  diskJournal,
  diskRescue,
  diskStore,
  type Journal,
  type Rescue,
  type Store,
  writeWhole,
} from '../../store/index.ts';
import type { TargetId } from '../../targets/index.ts';
import { keepOutOfGit } from '../keep-out-of-git.ts';
import type { ProjectPaths } from '../project.ts';

/** What a round was asked for, and which targets came of that. */
export interface RoundRecord {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly patterns: readonly string[];
  readonly sample?: number;
  readonly targets: readonly TargetId[];
}

/**
 * Where the pictures of a round are kept, apart from all others: the store's own must go on standing for their keys.
 * A round that was interrupted is open: what it has bought is not bought again. A round that has ended is forgotten when
 * the next begins, which asks for everything anew.
 */
export class Round {
  readonly #folder: string;
  readonly #state: string;
  readonly store: Store;
  /** Pictures of a round are nobody else's, and stand for no key. */
  readonly ownStore: Store;
  readonly sharedStore = undefined;
  /** Shares the ledger, and so the budget, with everything else. */
  readonly journal: Journal;
  readonly rescue: Rescue;

  constructor({ state }: Pick<ProjectPaths, 'state'>) {
    this.#state = state;
    this.#folder = join(state, 'drift');
    this.store = diskStore(join(this.#folder, 'round'), '.imagebuild/drift/round');
    this.ownStore = this.store;
    this.rescue = diskRescue(this.#folder);
    const journal = diskJournal(state, join(this.#folder, 'pending'));
    this.journal = {
      ...journal,
      append: (record) => journal.append({ ...record, purpose: 'drift' }),
    };
  }

  /** The round that was interrupted; undefined when there is none. */
  async open(): Promise<RoundRecord | undefined> {
    const bytes = await diskFiles.read(join(this.#folder, 'open.json'));
    if (bytes === undefined) return undefined;
    try {
      const record = JSON.parse(Buffer.from(bytes).toString('utf8')) as RoundRecord;
      return Array.isArray(record.targets) && Array.isArray(record.patterns) ? record : undefined;
    } catch {
      return undefined;
    }
  }

  /** Begins a round, or goes on with the open one. */
  async begin(record: RoundRecord, goesOn: boolean): Promise<void> {
    if (!goesOn) await rm(join(this.#folder, 'round'), { recursive: true, force: true });
    await keepOutOfGit(this.#state, 'drift');
    await writeWhole(join(this.#folder, 'open.json'), reviewableJson(record), true);
  }

  async end(): Promise<void> {
    await rm(join(this.#folder, 'open.json'), { force: true });
  }
}
