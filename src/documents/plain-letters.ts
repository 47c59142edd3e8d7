// Letters of other alphabets that look like Latin ones (Unicode's confusables, the usual ones).
const looksLike: Record<string, string> = Object.fromEntries(
  [
    ['АΑ', 'A'],
    ['ВΒ', 'B'],
    ['СϹ', 'C'],
    ['ЕΕ', 'E'],
    ['НΗ', 'H'],
    ['ІΙӀ', 'I'],
    ['Ј', 'J'],
    ['КΚ', 'K'],
    ['МΜ', 'M'],
    ['Ν', 'N'],
    ['ОΟՕ', 'O'],
    ['РΡ', 'P'],
    ['Ѕ', 'S'],
    ['ТΤ', 'T'],
    ['ХΧ', 'X'],
    ['ҮΥ', 'Y'],
    ['Ζ', 'Z'],
    ['аαɑ', 'a'],
    ['сϲ', 'c'],
    ['ԁ', 'd'],
    ['еҽ', 'e'],
    ['ɡ', 'g'],
    ['һ', 'h'],
    ['іıι', 'i'],
    ['ј', 'j'],
    ['ӏ', 'l'],
    ['ո', 'n'],
    ['оοօσ', 'o'],
    ['рρ', 'p'],
    ['ѕ', 's'],
    ['ս', 'u'],
    ['ѵν', 'v'],
    ['ԝ', 'w'],
    ['х', 'x'],
    ['уү', 'y'],
  ].flatMap(([signs = '', letter = '']) => Array.from(signs, (sign) => [sign, letter])),
)
// All but what Western texts are written with.
const unusual = /[^\t-~\u00A0-\u00AC\u00AE-\u00FF\u2010-\u2027\u2030-\u205E\u20AC\u2122]/gu
// Marks above and below a letter, hyphens that show nothing, signs without width.
const ignored = /\p{Mn}|\p{Cf}/u

/** A text without letters of no width, its letters as they look; `indexOf` is the way back to an offset of the source. */
export function plainLetters(text: string): { text: string; indexOf: (offset: number) => number } {
  // From an offset of the plain text on, so much was left out before it.
  const shifts: { from: number; by: number }[] = []
  let by = 0
  const plain = text.replace(unusual, (sign: string, at: number) => {
    const letters = ignored.test(sign) ? '' : (looksLike[sign] ?? sign.normalize('NFKC'))
    if (letters.length === sign.length) return letters
    by += sign.length - letters.length
    shifts.push({ from: at + sign.length - by, by })
    return letters
  })
  const indexOf = (offset: number) => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0)
  return { text: plain, indexOf }
}
