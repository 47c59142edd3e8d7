import { readFile } from 'node:fs/promises'

// Reads one file, `ours` or `fastest`, and prints this process's peak memory in MB.
const [way, file = ''] = process.argv.slice(2)
const bytes = await readFile(file)
if (way === 'ours') {
  const { readDocument } = await import('../src/documents/read-document.ts')
  await readDocument(bytes, { fileName: 'long.pdf' })
} else {
  const { LiteParse } = await import('@llamaindex/liteparse')
  await new LiteParse({ ocrEnabled: false, quiet: true, outputFormat: 'text' }).parse(bytes)
}
console.log(Math.round(process.resourceUsage().maxRSS / 1024))
process.exit()
