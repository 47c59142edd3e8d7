import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectFolder, type Config } from './config.ts'
import { keyIdOf } from './seal.ts'

const PackageFile = z.object({ version: z.string() })

/**
 * The name under which the database shows this process: the version, and a short hash of what should be the same in all
 * processes of an installation. No secret goes into it.
 */
export function processName(config: Config): string {
  const { model, fallbackModel, budgets, admins, access, judgeThreshold, redact, retention } = config
  const shared = {
    code: codeVersion(),
    settings: { model, fallbackModel, budgets, admins, access, judgeThreshold, redact, retention },
    keys: config.keys.map(keyIdOf),
    has: {
      slack: config.slack === null ? 'none' : 'oauth' in config.slack ? 'oauth' : 'token',
      anthropic: config.anthropic !== null,
      openai: config.openai !== null,
    },
  }
  const hash = createHash('sha256').update(JSON.stringify(shared)).digest('hex').slice(0, 8)
  return `paralegal ${codeVersion().version} ${hash}`
}

// Between two releases the number stays; the newest step of the schema tells most versions apart.
function codeVersion(): { version: string; schema: string } {
  const { version } = PackageFile.parse(JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')))
  return { version, schema: readdirSync(join(projectFolder, 'migrations')).sort().at(-1) ?? '' }
}
