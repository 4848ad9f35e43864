import type {
  Answer,
  Board,
  Difference,
  Dossier,
  DossierFile,
  Logged,
  Message,
  PriceAnswer,
  Shown,
  Workbench,
} from '../shapes.ts';

/** Where the page gets what it shows: a running studio, or a report that was exported. */
export interface Source {
  /** False for a report: nothing can be done there, and nothing changes. */
  readonly live: boolean;
  /** True where the page knows the token. */
  readonly trusted: boolean;
  board(): Promise<Board>;
  dossier(id: string): Promise<Dossier>;
  workbench(): Promise<Workbench>;
  /** What happened before the page was there. */
  events(): Promise<readonly Logged[]>;
  /** Undefined where nobody can say. */
  compare(one: Shown, other: Shown): Promise<Difference | undefined>;
  /** The address of a picture, in about that width; as it is without one. */
  picture(picture: Shown, width?: number): string;
  /** The address of a picture of the difference; undefined where there is none. */
  difference(one: Shown, other: Shown): string | undefined;
  file(file: DossierFile): string;
  /** Tells what happens from now on, and whether the line is up. */
  listen(hear: (message: Message) => void, connected: (up: boolean) => void): () => void;
  price(action: string, input: unknown): Promise<PriceAnswer>;
  act(action: string, input: unknown, confirmed: number): Promise<Answer>;
  /** Arms spending with a limit, or holds it. */
  spend(limit: number | null): Promise<Answer>;
}
