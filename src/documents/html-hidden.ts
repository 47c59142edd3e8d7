/** Selectors of one class or id (".x", "#y") that hide what they select, with the reason. */
export type HidingRules = Map<string, string>

/** Why a browser would not show what an element holds; null where it would, as far as its own style says. */
export function hiddenBy(
  name: string,
  attributes: Record<string, string>,
  rules: HidingRules,
): string | null {
  if ('hidden' in attributes) return 'marked as hidden'
  const own = hidingStyle(attributes['style'] ?? '')
  if (own !== null) return own
  const color = attributes['color']
  if (name === 'font' && color !== undefined && isWhite(color.toLowerCase())) return 'white on white'
  const selectors = [
    name,
    ...(attributes['class'] ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((each) => `.${each}`),
    `#${attributes['id'] ?? ''}`,
  ]
  for (const selector of selectors) {
    const reason = rules.get(selector)
    if (reason !== undefined) return reason
  }
  return null
}

/** The rules of a style sheet that hide something on a screen; those for paper and others are left out. */
export function hidingRules(css: string): HidingRules {
  const rules: HidingRules = new Map()
  const plain = css.replace(/\/\*[^]*?\*\//g, '').replace(otherMedia, '')
  for (const [, selectors = '', style = ''] of plain.matchAll(/([^{}]{1,500})\{([^{}]{0,2000})\}/g)) {
    const reason = hidingStyle(style)
    if (reason === null) continue
    for (const selector of selectors.split(',')) {
      const simple = /^\s*(?:\w*([.#][\w-]+)|(\w+))\s*$/.exec(selector)
      const found = simple?.[1] ?? simple?.[2]?.toLowerCase()
      if (found !== undefined) rules.set(found, reason)
    }
  }
  return rules
}

const otherMedia =
  /@(?:media(?![^{]{0,100}\b(?:all|screen)\b)|supports|container|keyframes)[^{}]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\})*\s*\}/gi

/** Pixels or points below which nobody reads. */
const tinySize = 2

function hidingStyle(style: string): string | null {
  const said = new Map(
    style
      .toLowerCase()
      .split(';')
      .map((each): [string, string] => {
        const [property = '', ...value] = each.split(':')
        return [property.trim(), value.join(':').replace('!important', '').trim()]
      }),
  )
  if (said.get('display') === 'none' || said.get('visibility') === 'hidden' || said.get('mso-hide') === 'all')
    return 'marked as hidden'
  const color = said.get('color') ?? ''
  const isClear = color === 'transparent' || /^(?:rgb|hsl)a?\([^)]*[,/]\s*0(?:\.0+)?%?\s*\)$/.test(color)
  const isAlpha = isClear && (color === 'transparent' || color.split(/[,/\s]+/).length >= 4)
  if (isAlpha || Number.parseFloat(said.get('opacity') ?? '1') < 0.1) return 'transparent'
  const size = /^([\d.]+)(px|pt|em|rem|%)?$/.exec(said.get('font-size') ?? '')
  if (size && Number(size[1]) < (/^(?:em|rem)$/.test(size[2] ?? '') ? 0.15 : tinySize))
    return 'too small to read'
  const isClipped = /hidden|clip/.test(said.get('overflow') ?? '')
  const isFlat = ['height', 'max-height', 'width', 'max-width'].some((property) =>
    /^[01](?:px|pt)?$/.test(said.get(property) ?? ''),
  )
  if ((isClipped && isFlat) || /^rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]/.test(said.get('clip') ?? ''))
    return 'too small to read'
  const background = said.get('background-color') ?? said.get('background') ?? ''
  if (isWhite(color) && (background === '' || isWhite(background))) return 'white on white'
  if (color !== '' && color === background) return 'in the colour of its background'
  const isFarAway = ['left', 'top', 'right', 'text-indent', 'margin-left'].some((property) =>
    /^-\d{3,}/.test(said.get(property) ?? ''),
  )
  return isFarAway ? 'outside the page' : null
}

function isWhite(color: string): boolean {
  return /^(?:white|#fff|#ffffff|#fefefe|#fdfdfd|rgba?\(\s*25[345][,\s]+25[345][,\s]+25[345].*\))$/.test(
    color.trim(),
  )
}
