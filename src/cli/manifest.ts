import { writeFile } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { loadLibrary } from '../prompts/library.ts'
import { manifestText } from '../slack/manifest.ts'

/** Writes the manifest of the Slack app as the prompts have it, to a file or to the terminal. */
export async function writeManifest({ url, out }: { url?: string; out?: string }): Promise<void> {
  if (url !== undefined && !/^https:\/\/[^/]/.test(url))
    throw new AppError('usage', 'an address that Slack cannot reach', {
      userMessage: `--url takes the address at which Slack reaches the bot, with https://, not “${url}”.`,
    })
  const { offered } = await loadLibrary(readConfig(process.env).promptsFolder)
  const text = manifestText(offered, { url: url ?? null })
  if (out === undefined) return void process.stdout.write(text)
  await writeFile(out, text)
  console.error(
    `${out} is written. Paste it at api.slack.com/apps: “From a manifest” for a new app, “App Manifest” for one that is there.`,
  )
}
