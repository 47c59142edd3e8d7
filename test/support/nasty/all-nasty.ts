import { nastyArchives } from './nasty-archives.ts'
import type { NastyCase } from './nasty-case.ts'
import { nastyOffice } from './nasty-office.ts'
import { nastyPdfs } from './nasty-pdfs.ts'
import { nastyTexts } from './nasty-texts.ts'

/** Every nasty file. */
export const allNasty: NastyCase[] = [...nastyPdfs, ...nastyArchives, ...nastyOffice, ...nastyTexts]
