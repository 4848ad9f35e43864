import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Answer, Board, Logged, Message, Tile } from '../shapes.ts';
import type { Source } from './source.ts';

/** What happened last, for people. */
export interface Notice {
  readonly say: string;
  readonly problems: readonly Diagnostic[];
}

/** What every part of the page may use. */
export interface Studio {
  readonly source: Source;
  readonly board: Board;
  readonly connected: boolean;
  /** What happened last, the oldest first. */
  readonly events: readonly Logged[];
  readonly notice: Notice | undefined;
  notify(notice: Notice | undefined): void;
  /** Shows what came of an action; true when all went well. */
  told(answer: Answer): boolean;
}

export const StudioContext = createContext<Studio | undefined>(undefined);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === undefined) throw new Error('there is no studio around this');
  return studio;
}

/** So many events are shown. */
const EVENTS = 300;

/** Each event once, in order: those of before and those that were heard meanwhile may overlap. */
function lastOf(events: readonly Logged[]): readonly Logged[] {
  const once = new Map(events.map((logged) => [`${logged.at} ${logged.number}`, logged]));
  return [...once.values()].sort((a, b) => a.at - b.at || a.number - b.number).slice(-EVENTS);
}

/** The board, kept true by what the source tells. */
function useBoard(source: Source) {
  const [events, setEvents] = useState<readonly Logged[]>([]);
  const [board, setBoard] = useState<Board>();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let asked = 0;
    let shown = 0;
    const reload = () => {
      const own = ++asked;
      // Answers may come in another order than they were asked for; an older one is not shown after a newer.
      const show = (loaded: Board) => {
        if (own < shown) return;
        shown = own;
        setBoard(loaded);
      };
      return source.board().then(show, () => setConnected(false));
    };
    void reload();
    const changes = new Map<string, Tile>();
    const log: Logged[] = [];
    void source.events().then(
      (before) => setEvents((now) => lastOf([...before, ...now])),
      () => {},
    );
    let drawing = 0;
    // Many targets may change in one frame; the page is drawn once.
    const draw = () => {
      drawing = 0;
      const heard = log.splice(0);
      if (heard.length > 0) setEvents((before) => lastOf([...before, ...heard]));
      if (changes.size === 0) return;
      const changed = new Map(changes);
      changes.clear();
      setBoard(
        (before) => before && { ...before, tiles: before.tiles.map((tile) => changed.get(tile.id) ?? tile) },
      );
    };
    const hear = (message: Message) => {
      switch (message.type) {
        case 'board':
          return void reload();
        case 'tile':
          changes.set(message.tile.id, message.tile);
          drawing ||= requestAnimationFrame(draw);
          return;
        case 'activity':
          return setBoard((before) => before && { ...before, activity: message.activity });
        case 'spending':
          return setBoard((before) => before && { ...before, spending: message.spending });
        case 'problems':
          return setBoard((before) => before && { ...before, problems: message.problems });
        case 'event':
          log.push(message.logged);
          drawing ||= requestAnimationFrame(draw);
          return;
      }
    };
    const leave = source.listen(hear, setConnected);
    return () => {
      leave();
      cancelAnimationFrame(drawing);
    };
  }, [source]);
  return { board, connected, events };
}

/** What a source promises, loaded anew whenever one of the reasons changes. */
export function useLoaded<Value>(
  load: () => Promise<Value>,
  reasons: readonly unknown[],
): Value | undefined | Error {
  const [value, setValue] = useState<Value | Error>();
  useEffect(() => {
    let wanted = true;
    load().then(
      (loaded) => wanted && setValue(loaded),
      (error: Error) => wanted && setValue(error),
    );
    return () => {
      wanted = false;
    };
  }, reasons);
  return value;
}

/** The studio as it is handed to every part. */
export function useStudioOf(source: Source): Studio | undefined {
  const { board, connected, events } = useBoard(source);
  const [notice, notify] = useState<Notice>();
  return useMemo(
    () =>
      board && {
        source,
        board,
        connected,
        events,
        notice,
        notify,
        told(answer: Answer) {
          notify(answer.ok ? { say: answer.say, problems: [] } : { say: '', problems: answer.problems });
          return answer.ok;
        },
      },
    [source, board, connected, events, notice],
  );
}
