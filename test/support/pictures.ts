import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { projectFolder } from './program.ts'

/** Where pictures go; docs/pictures when they are to be renewed. */
const folder = process.env['PICTURES'] ?? join(projectFolder, 'coverage', 'pictures')

/** A picture of the page as it is, without the pointer over anything. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await page.mouse.move(2, 2)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}
