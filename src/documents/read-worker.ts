import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { extract, type Reading } from './extract.ts'

if (!parentPort) throw new Error('this file is a thread')
const [reading] = (await once(parentPort, 'message')) as [Reading]
parentPort.postMessage(await extract(reading))
