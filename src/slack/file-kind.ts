import type { DocumentKind } from '../documents/document.ts'

const imageTypes = /^image\/(?:png|jpeg|gif|webp)$/

/** Only for what is offered; what the file really is, is decided from its bytes when it is read. */
export function kindOf(file: { name: string; mimetype: string }): DocumentKind | null {
  const ending = file.name.toLowerCase().match(/\.([a-z0-9]+)$/)?.[1] ?? ''
  if (ending === 'pdf' || file.mimetype === 'application/pdf') return 'pdf'
  if (ending === 'docx' || file.mimetype.includes('wordprocessingml')) return 'docx'
  if (['png', 'jpg', 'jpeg', 'gif', 'webp'].includes(ending) || imageTypes.test(file.mimetype)) return 'image'
  if (['txt', 'md', 'text'].includes(ending) || file.mimetype.startsWith('text/plain')) return 'text'
  return null
}
