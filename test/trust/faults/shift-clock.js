// Loaded into a process before anything else (`node --import`): its clock jumps, as when somebody sets it.
//
//     SHIFT_CLOCK_BY      milliseconds, negative to jump back
//     SHIFT_CLOCK_AFTER   milliseconds after the start of the process; 0 for a clock that is wrong from the beginning
const by = Number(process.env.SHIFT_CLOCK_BY);
const after = Number(process.env.SHIFT_CLOCK_AFTER);
const real = Date.now;
const began = real();
const shifted = () => (real() - began >= after ? real() + by : real());
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(shifted());
    else super(...given);
  }
  static now() {
    return shifted();
  }
};
