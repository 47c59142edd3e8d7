import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'

const Manifest = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().optional() }))
      .default([]),
    shortcuts: z
      .array(z.object({ callback_id: z.string(), name: z.string(), type: z.enum(['message', 'global']) }))
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }).optional(),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
})
export type Manifest = z.infer<typeof Manifest>

/** The parts of the app's manifest that the workspace acts on: what is not declared there is not delivered. */
export async function readManifest(file: string): Promise<Manifest> {
  return Manifest.parse(parse(await readFile(file, 'utf8')))
}
