/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SIDE = 256;

/** Smooth noise from 0 to 1 on a lattice that repeats every 256 steps. */
function valueNoise(seed) {
  const random = randomNumbers(seed);
  const lattice = Float32Array.from({ length: SIDE * SIDE }, random);
  const at = (x, y) => lattice[(y & 255) * SIDE + (x & 255)];
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = smooth(x - left);
    const down = smooth(y - top);
    const above = at(left, top) + (at(left + 1, top) - at(left, top)) * right;
    const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * right;
    return above + (below - above) * down;
  };
}

const smooth = (part) => part * part * (3 - 2 * part);

/** 1/f noise around 0: octaves of half the size and `fading` times the strength, as surfaces in photographs have. */
export function octaves(seed, count, fading = 0.5) {
  const noise = valueNoise(seed);
  return (x, y) => {
    let sum = 0;
    let strength = 1;
    for (let octave = 0, scale = 1; octave < count; octave++, scale *= 2, strength *= fading)
      sum += (noise(x * scale + octave * 37, y * scale + octave * 91) - 0.5) * strength;
    return sum;
  };
}
