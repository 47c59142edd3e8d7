import type { ParentNode } from 'domhandler'
import { around, child, elements, propertiesOf, valueOf, type Element, type XmlDocument } from './word-xml.ts'

export interface HiddenText {
  reason: string
  text: string
}

/** Half points: letters of a point and a half. */
const tinySize = 3
const whiteOnWhite = 'white on white'

/** Runs of a Word document's part that Word does not show, with the reason; `styles` is its word/styles.xml. */
export function findHiddenRuns(
  part: XmlDocument,
  styles: XmlDocument | null,
): { run: Element; reason: string }[] {
  const ofStyles = reasonsOfStyles(styles)
  return elements(part, 'w:r').flatMap((run) => {
    const properties = propertiesOf(run, 'w:rPr')
    const ofParagraph = propertiesOf(around(run, 'w:p'), 'w:pPr')
    const reason =
      hidingReason(properties) ??
      ofStyles.get(valueOf(child(properties, 'w:rStyle'))) ??
      ofStyles.get(valueOf(child(ofParagraph, 'w:pStyle'))) ??
      likeGround(run, properties)
    return reason === undefined || (reason === whiteOnWhite && isOnColour(run)) ? [] : [{ run, reason }]
  })
}

function hidingReason(properties: Element | null): string | undefined {
  if (!properties) return undefined
  const vanish = child(properties, 'w:vanish')
  if (vanish && !['0', 'false', 'off'].includes(valueOf(vanish))) return 'marked as hidden'
  const size = child(properties, 'w:sz')
  if (size && Number(valueOf(size)) <= tinySize) return 'too small to read'
  const color = child(properties, 'w:color')
  const isWhite =
    /^(?:F[D-F]){3}$/i.test(valueOf(color)) ||
    /^(?:background1|light1)$/.test(color?.attribs['w:themeColor'] ?? '')
  return isWhite && !child(properties, 'w:highlight') && !hasShade(properties) ? whiteOnWhite : undefined
}

// Black on black, as a censor's bar.
function likeGround(run: Element, properties: Element | null): string | undefined {
  const letters = valueOf(child(properties, 'w:color')).toUpperCase()
  if (!/^[\dA-F]{6}$/.test(letters)) return undefined
  const own = child(properties, 'w:shd')
  const ground = own ?? child(propertiesOf(around(run, 'w:p'), 'w:pPr'), 'w:shd')
  return ground?.attribs['w:fill']?.toUpperCase() === letters ? 'in the colour of its background' : undefined
}

// A style is what its own properties say, else the style that it is based on.
function reasonsOfStyles(styles: XmlDocument | null): Map<string, string> {
  const all = new Map(
    (styles ? elements(styles, 'w:style') : []).map((style) => [style.attribs['w:styleId'] ?? '', style]),
  )
  const found = [...all].flatMap(([id, style]) => {
    let base: Element | undefined = style
    for (let depth = 0; base && depth < 10; depth++) {
      const reason = hidingReason(child(base, 'w:rPr'))
      const paragraph = child(base, 'w:pPr')
      const isTitle = reason === whiteOnWhite && paragraph !== null && hasShade(paragraph)
      if (reason !== undefined) return isTitle ? [] : [[id, reason] as const]
      base = all.get(valueOf(child(base, 'w:basedOn')))
    }
    return []
  })
  return new Map(found)
}

// White letters on a shaded paragraph, cell or table are a usual title.
function isOnColour(run: Element): boolean {
  for (let node: ParentNode | null = run; node; node = node.parent) {
    const here = node
    const properties = ['w:pPr', 'w:tcPr', 'w:trPr', 'w:tblPr'].flatMap(
      (name) => propertiesOf(here, name) ?? [],
    )
    if (properties.some((each) => hasShade(each) || child(each, 'w:tblStyle'))) return true
  }
  return false
}

function hasShade(properties: Element): boolean {
  const fill = child(properties, 'w:shd')?.attribs['w:fill'] ?? ''
  return fill !== '' && !/^(?:auto|FFFFFF)$/i.test(fill)
}
