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
const ordinary = /^[\t-~\u00A0-\u00AC\u00AE-\u00FF\u2010-\u2027\u2030-\u205E\u20AC\u2122]*$/
// Marks above and below a letter, hyphens that show nothing, signs without width.
const ignored = /\p{Mn}|\p{Cf}/u

/** A text without letters of no width, its letters as they look; `indexOf` is the way back to an offset of the source. */
export function plainLetters(text: string): { text: string; indexOf: (offset: number) => number } {
  if (ordinary.test(text)) return { text, indexOf: (offset) => offset }
  const starts: number[] = []
  const pieces: string[] = []
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index)
    if (unit <= '~') {
      pieces.push(unit)
      starts.push(index)
      continue
    }
    if (ignored.test(unit)) continue
    const sign = String.fromCodePoint(text.codePointAt(index) ?? 0)
    const plain = looksLike[sign] ?? sign.normalize('NFKC')
    pieces.push(plain)
    for (let part = 0; part < plain.length; part++) starts.push(index)
    index += sign.length - 1
  }
  return { text: pieces.join(''), indexOf: (offset) => starts[offset] ?? text.length }
}
