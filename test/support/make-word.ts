import { makeZip } from './make-zip.ts'

const names =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const partNames = ['styles', 'footnotes', 'comments', 'header1', 'footer1'] as const

export interface WordParts extends Partial<Record<(typeof partNames)[number], string>> {
  /** What stands in w:body. */
  body: string
  /** Between the declaration and the document's root. */
  doctype?: string
  hasMacros?: boolean
}

/** A Word file of raw WordprocessingML; every part but the body only where it is given. */
export function makeWord(of: WordParts): Buffer {
  const given = partNames.filter((name) => of[name] !== undefined)
  const kinds: Record<string, string> = { header1: 'header', footer1: 'footer' }
  const overrides = given.map(
    (name) =>
      `<Override PartName="/word/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${kinds[name] ?? name}+xml"/>`,
  )
  const links = given.map(
    (name, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/${kinds[name] ?? name}" Target="${name}.xml"/>`,
  )
  const roots: Record<string, string> = { header1: 'hdr', footer1: 'ftr' }
  return makeZip([
    {
      name: '[Content_Types].xml',
      bytes: `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>${overrides.join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      bytes: `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      bytes: `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links.join('')}</Relationships>`,
    },
    {
      name: 'word/document.xml',
      bytes: `${declaration}${of.doctype ?? ''}<w:document ${names}><w:body>${of.body}</w:body></w:document>`,
    },
    ...given.map((name) => ({
      name: `word/${name}.xml`,
      bytes: `${declaration}<w:${roots[name] ?? name} ${names}>${of[name]}</w:${roots[name] ?? name}>`,
    })),
    ...(of.hasMacros ? [{ name: 'word/vbaProject.bin', bytes: 'macros' }] : []),
  ])
}

/** A paragraph of one run with these properties. */
export function wordParagraph(words: string, properties = '', style = ''): string {
  const ofParagraph = style === '' ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`
  return `<w:p>${ofParagraph}${wordRun(words, properties)}</w:p>`
}

/** A run of words. */
export function wordRun(words: string, properties = ''): string {
  const ofRun = properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`
  return `<w:r>${ofRun}<w:t xml:space="preserve">${escapeXml(words)}</w:t></w:r>`
}

/** Words as the text of an XML element. */
export function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
