import { parentPort, workerData } from 'node:worker_threads'
import { extract, type Reading } from './extract.ts'

parentPort?.postMessage(await extract(workerData as Reading))
