import type { ParentNode } from 'domhandler'
import { around, child, elements, valueOf, type Element, type XmlDocument } from './word-xml.ts'

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
    const properties = child(run, 'w:rPr')
    const paragraph = around(run, 'w:p')
    const reason =
      hidingReason(properties) ??
      ofStyles.get(valueOf(child(properties, 'w:rStyle'))) ??
      ofStyles.get(valueOf(child(child(paragraph, 'w:pPr'), 'w:pStyle')))
    return reason === undefined || (reason === whiteOnWhite && isOnColour(run)) ? [] : [{ run, reason }]
  })
}

function hidingReason(properties: Element | null): string | undefined {
  if (!properties) return undefined
  const vanish = child(properties, 'w:vanish')
  if (vanish && !['0', 'false', 'off'].includes(valueOf(vanish))) return 'marked as hidden'
  const size = child(properties, 'w:sz')
  if (size && Number(valueOf(size)) <= tinySize) return 'too small to read'
  const isWhite = /^(?:F[D-F]){3}$/i.test(valueOf(child(properties, 'w:color')))
  return isWhite && !child(properties, 'w:highlight') && !hasShade(properties) ? whiteOnWhite : undefined
}

function reasonsOfStyles(styles: XmlDocument | null): Map<string, string> {
  const found = (styles ? elements(styles, 'w:style') : []).flatMap((style) => {
    const reason = hidingReason(child(style, 'w:rPr'))
    const paragraph = child(style, 'w:pPr')
    const isTitle = reason === whiteOnWhite && paragraph !== null && hasShade(paragraph)
    return reason === undefined || isTitle ? [] : [[style.attribs['w:styleId'] ?? '', reason] as const]
  })
  return new Map(found)
}

// White letters on a shaded paragraph, cell or table are a usual title.
function isOnColour(run: Element): boolean {
  for (let node: ParentNode | null = run; node; node = node.parent) {
    const here = node
    const properties = ['w:pPr', 'w:tcPr', 'w:trPr', 'w:tblPr'].flatMap((name) => child(here, name) ?? [])
    if (properties.some((each) => hasShade(each) || child(each, 'w:tblStyle'))) return true
  }
  return false
}

function hasShade(properties: Element): boolean {
  const fill = child(properties, 'w:shd')?.attribs['w:fill'] ?? ''
  return fill !== '' && !/^(?:auto|FFFFFF)$/i.test(fill)
}
