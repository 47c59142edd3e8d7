import { startWorkspace } from '../src/workspace/start-workspace.ts'

// A local workspace in a process of its own: `folder manifestFile`. It tells its parent where it is, and on every
// message how long the commands since the last one took to be acknowledged, in ms.
const [folder = '', manifestFile = ''] = process.argv.slice(2)
const took: number[] = []
const workspace = await startWorkspace({
  port: 0,
  folder,
  manifestFile,
  onAcknowledged: ({ type, tookMs }) => {
    if (type === 'slash_commands') took.push(tookMs)
  },
})
process.on('message', () => process.send?.({ took: took.splice(0) }))
process.on('disconnect', () => process.exit())
const { url, apiUrl, botToken, appToken } = workspace
process.send?.({ url, apiUrl, botToken, appToken })
