import type { createLogUpdate } from 'log-update';
import type { BuildEvent } from '../../core/events.ts';
import { credits, seconds } from '../../core/words.ts';
import type { Terminal } from '../terminal.ts';
import { visibleLine } from '../visible.ts';
import { awaitingText, stoppingText } from './plain.ts';
import type { Reporter } from './reporter.ts';
import { saySummary } from './summary.ts';
import { Waits } from './waits.ts';

/** Milliseconds between two pictures of the same progress. */
const FRAME = 80;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LINES = 6;

/** A few live lines: a bar, and what is being made at this moment. */
export async function ttyReporter(terminal: Terminal, root: string | undefined): Promise<Reporter> {
  const lines = await liveLines(terminal);
  return {
    hear: (event) => lines.hear(event),
    end(report, _exitCode, durationMs) {
      lines.end();
      saySummary(report, terminal, durationMs, root);
    },
  };
}

/** The live lines of one build. */
export interface LiveLines {
  hear(event: BuildEvent): void;
  /** Takes them away; they come back below whatever is said meanwhile. */
  hide(): void;
  /** Takes them away for good. */
  end(): void;
}

export async function liveLines(terminal: Terminal): Promise<LiveLines> {
  const { createLogUpdate: create } = await import('log-update');
  return new Lines(terminal, create(terminal.stream, { showCursor: false }));
}

class Lines implements LiveLines {
  readonly #terminal: Terminal;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #open = new Map<string, { action: string; since: number }>();
  readonly #waits = new Waits();
  #total = 0;
  #done = 0;
  #files = 0;
  #credits = 0;
  #note = '';
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, draw: ReturnType<typeof createLogUpdate>) {
    this.#terminal = terminal;
    this.#draw = draw;
  }

  hear(event: BuildEvent): void {
    this.#waits.hear(event);
    switch (event.type) {
      case 'planned':
        this.#total = event.generate + event.restore + event.render;
        if (this.#total > 0) this.#begin();
        break;
      case 'target-started':
        this.#open.set(event.target, { action: event.action, since: Date.now() });
        break;
      case 'output-written':
        this.#files += 1;
        break;
      case 'master-stored':
        this.#credits += event.credits;
        break;
      case 'target-finished':
      case 'target-failed':
        this.#open.delete(event.target);
        this.#done += 1;
        break;
      case 'target-skipped':
        this.#open.delete(event.target);
        this.#total -= 1;
        break;
      case 'job-awaited':
        this.#note = awaitingText(event.target);
        this.#begin();
        break;
      case 'stopping':
        this.#note = stoppingText(event.inFlight);
        break;
      default:
        break;
    }
  }

  hide(): void {
    this.#draw.clear();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#draw.clear();
    this.#draw.done();
  }

  #begin(): void {
    if (!this.#terminal.quiet) this.#timer ??= setInterval(() => this.#paint(), FRAME).unref();
  }

  #paint(): void {
    const { style } = this.#terminal;
    this.#frame = (this.#frame + 1) % SPINNER.length;
    const width = 24;
    const full = this.#total === 0 ? width : Math.min(width, Math.floor((this.#done / this.#total) * width));
    const bar = `${style('green', '━'.repeat(full))}${style('dim', '━'.repeat(width - full))}`;
    const money = this.#credits > 0 ? `, ${credits(this.#credits)}` : '';
    // Room for the spinner and the time beside a target's name.
    const room = Math.max(20, this.#terminal.columns - 30);
    const lines = [...this.#open]
      .slice(0, LINES)
      .map(
        ([target, { action, since }]) =>
          `  ${style('cyan', SPINNER[this.#frame] ?? '')} ${visibleLine(target).slice(0, room)}  ${style('dim', `${action} ${seconds(Date.now() - since)}`)}`,
      );
    if (this.#open.size > LINES) lines.push(style('dim', `    and ${this.#open.size - LINES} more`));
    const wait = this.#waits.text();
    if (wait !== undefined) lines.push(style('yellow', `  ${visibleLine(wait)}`));
    if (this.#note !== '') lines.push(style('yellow', visibleLine(this.#note)));
    this.#draw(
      [`${bar} ${this.#done}/${this.#total} targets, ${this.#files} files${money}`, ...lines].join('\n'),
    );
  }
}
