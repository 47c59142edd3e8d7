import type { PagePicture } from './model.ts'

/** What stands before a page's picture, for the model; null where the picture is all of the document. */
export function pictureLabel({ page }: Pick<PagePicture, 'page'>): string | null {
  if (page === null) return null
  return `Page ${page} of the document is a picture, which follows. What stands under [Page ${page}] was recognised from it by a program and may have mistakes: read the picture, and quote as it stands under [Page ${page}].`
}
