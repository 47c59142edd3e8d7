/** A text made comparable, with the way back: `starts[i]` and `ends[i]` are the source offsets of its i-th unit. */
export interface Normalised {
  text: string
  starts: Uint32Array
  ends: Uint32Array
}

/** Writes such a text, a character or more at a time, each with the place in the source that it comes from. */
export interface Units {
  write(characters: string, start: number, end: number): void
  /** The source of what replaces the last unit goes on to `end`. */
  replaceLast(unit: string, end: number): void
  /** The last unit, empty at the beginning. */
  last(): string
  length(): number
  finish(): Normalised
}

/** `expected` is how many units are likely; there may be more. */
export function createUnits(expected: number): Units {
  let codes = new Uint16Array(expected + 16)
  let starts = new Uint32Array(expected + 16)
  let ends = new Uint32Array(expected + 16)
  let length = 0
  let last = ''
  const grow = () => {
    ;[codes, starts, ends] = [larger(codes), larger(starts), larger(ends)]
  }
  return {
    write(characters, start, end) {
      for (let index = 0; index < characters.length; index++) {
        if (length === codes.length) grow()
        codes[length] = characters.charCodeAt(index)
        starts[length] = start
        ends[length] = end
        length++
      }
      last = characters.length === 1 ? characters : characters.slice(-1)
    },
    replaceLast(unit, end) {
      codes[length - 1] = unit.charCodeAt(0)
      ends[length - 1] = end
      last = unit
    },
    last: () => last,
    length: () => length,
    finish: () => ({
      text: Buffer.from(codes.buffer, 0, length * 2).toString('utf16le'),
      starts: starts.subarray(0, length),
      ends: ends.subarray(0, length),
    }),
  }
}

function larger<T extends Uint16Array | Uint32Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2)
  more.set(array)
  return more
}
