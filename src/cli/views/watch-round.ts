import type { Report, WatchRound } from '../../build/index.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { counted, credits, seconds } from '../../core/words.ts';
import { summaryText } from '../reporters/summary.ts';
import type { Terminal } from '../terminal.ts';
import { sayDiagnostics } from './diagnostics.ts';

/** So many targets are called by their names. */
const NAMED = 3;

/** Tells people of rounds: what was saved, what was made of it, and nothing that they have just been told. */
export class RoundTeller {
  readonly #terminal: Terminal;
  #first = true;
  #errors = '';
  #warnings: ReadonlySet<string> = new Set();
  #spent = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  tell(round: WatchRound): void {
    const { report, because, overtaken, spent } = round;
    const errors = JSON.stringify(report.errors);
    const warnings = new Set(report.warnings.map(identityOf));
    const fresh = report.warnings.filter((warning) => !this.#warnings.has(identityOf(warning)));
    const news =
      this.#first ||
      didSomething(report) ||
      errors !== this.#errors ||
      fresh.length > 0 ||
      spent !== this.#spent;
    // The next round says the rest.
    const passing = overtaken && report.errors.length === 0 && report.cost.requests === 0;
    if (!news || passing) return;
    if (because.length > 0) this.#say('dim', `— ${named(because)} saved`);
    sayDiagnostics([...report.errors, ...fresh], this.#terminal);
    this.#sayResult(round);
    this.#first = false;
    this.#errors = errors;
    // Of what could not be read nobody knows what it would be warned of.
    if (round.built) this.#warnings = warnings;
    this.#spent = spent;
  }

  #sayResult({ report, durationMs, spent, overtaken }: WatchRound): void {
    const { style } = this.#terminal;
    const mark = report.failure === undefined ? style('green', '✓') : style('red', '✗');
    const money = spent > 0 ? ` ${credits(spent)} spent since the beginning.` : '';
    const rest = overtaken ? ' A newer save comes next.' : '';
    this.#terminal.say(`${mark} ${this.#text(report, durationMs)}${money}${rest}`);
  }

  #text(report: Report, durationMs: number): string {
    if (this.#first && report.counts.targets > 0) return summaryText(report, durationMs);
    if (report.failure !== undefined && !didSomething(report))
      return 'Nothing was made; the files stay as they were.';
    if (!didSomething(report) && this.#errors !== '[]') return 'All is well again; nothing had to be made.';
    if (!didSomething(report)) return summaryText(report, durationMs);
    const { generated, restored, removed, failed, refused, unknown } = report.counts;
    const rendered = report.targets.filter(({ action }) => action === 'render');
    const trouble = failed + refused + unknown;
    const parts = [
      part(report, 'generate', generated, 'generated'),
      part(report, 'restore', restored, 'taken from the store'),
      part(report, 'render', rendered.length, 'rendered'),
      part(report, 'remove', removed, 'removed'),
      trouble > 0 ? `${counted(trouble, 'target')} not made` : '',
    ].filter((text) => text !== '');
    return `${parts.join(', ')}; ${counted(report.filesWritten, 'file')} written in ${seconds(durationMs)}.`;
  }

  #say(style: 'dim', text: string): void {
    this.#terminal.say(this.#terminal.style(style, text));
  }
}

/** `fox generated`, `12 targets rendered`. */
function part({ targets }: Report, action: string, count: number, what: string): string {
  if (count === 0) return '';
  const ids = targets.filter((target) => target.action === action).map(({ id }) => id);
  return `${ids.length === count && count <= NAMED ? ids.join(', ') : counted(count, 'target')} ${what}`;
}

function didSomething({ counts, filesWritten, targets }: Report): boolean {
  const { generated, restored, removed, failed, refused, unknown } = counts;
  const rendered = targets.some(({ action }) => action === 'render') && filesWritten > 0;
  return rendered || generated + restored + removed + failed + refused + unknown > 0;
}

function named(files: readonly string[]): string {
  return files.length <= NAMED ? files.join(', ') : counted(files.length, 'file');
}

function identityOf({ code, message, target }: Diagnostic): string {
  return JSON.stringify([code, message, target]);
}
