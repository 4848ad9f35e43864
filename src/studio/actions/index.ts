import { approve } from './approve.ts';
import { build } from './build.ts';
import { explore } from './explore.ts';
import { pin } from './pin.ts';
import { promote } from './promote.ts';
import { protect } from './protect.ts';
import { reroll } from './reroll.ts';
import { keep, tryAction } from './try.ts';

/** All actions of the page. To add one: a file like its neighbours, its line here, and its command in commands.ts. */
export const ACTIONS = [build, explore, pin, reroll, promote, approve, protect, tryAction, keep];
