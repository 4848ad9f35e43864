import type { Command } from '../command.ts';
import { adopt } from './adopt.ts';
import { approve } from './approve.ts';
import { balance } from './balance.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { config } from './config.ts';
import { consistency } from './consistency.ts';
import { cost } from './cost.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { drift } from './drift.ts';
import { emulator } from './emulator.ts';
import { explore } from './explore.ts';
import { graph } from './graph.ts';
import { help } from './help.ts';
import { html } from './html.ts';
import { init } from './init.ts';
import { lock } from './lock.ts';
import { models } from './models.ts';
import { mv } from './mv.ts';
import { pin } from './pin.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { protect } from './protect.ts';
import { prune } from './prune.ts';
import { pull, push } from './push.ts';
import { reroll } from './reroll.ts';
import { schema } from './schema.ts';
import { sheet } from './sheet.ts';
import { status } from './status.ts';
import { studio } from './studio.ts';
import { tryCommand } from './try.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';

/** All commands, in the order of the help. To add one: a file like its neighbours, and its line here. */
export const COMMANDS: readonly Command[] = [
  init,
  build,
  plan,
  check,
  watch,
  studio,
  tryCommand,
  explore,
  pin,
  reroll,
  promote,
  approve,
  adopt,
  protect,
  mv,
  html,
  why,
  diff,
  status,
  cost,
  consistency,
  sheet,
  config,
  graph,
  models,
  doctor,
  balance,
  schema,
  help,
  verify,
  drift,
  push,
  pull,
  prune,
  lock,
  emulator,
];
