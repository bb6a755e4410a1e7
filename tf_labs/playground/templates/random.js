// Random numbers that are the same for a seed in every browser.

class Random {
  // `stream` keeps apart what has one seed: data, weights, order, masks.
  constructor(seed, stream) {
    this.words = [seed >>> 0, stream >>> 0, 0x9e3779b9, 1];
    this.spare = null;
    for (let turn = 0; turn < 20; turn += 1) {
      this.word();
    }
  }

  // The next 32 bits of sfc32, a generator of Chris Doty-Humphrey.
  word() {
    const [a, b, c, count] = this.words;
    const sum = (a + b + count) | 0;
    this.words = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + sum) | 0,
      count + 1];
    return sum >>> 0;
  }

  uniform(low = 0, high = 1) {
    return low + (high - low) * (this.word() + 0.5) / 2 ** 32;
  }

  // N(0, 1), by Box and Muller.
  normal() {
    if (this.spare !== null) {
      const spare = this.spare;
      this.spare = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  // Puts a list into another order, in place.
  shuffle(list) {
    for (let last = list.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.uniform(0, last + 1));
      [list[last], list[other]] = [list[other], list[last]];
    }
    return list;
  }
}
