// Filo's own host as a process that can be killed: as `npm run host` runs it, but for quicker guests.
import { openHost } from '../../../src-main/host/open-host.ts'

// The usual rate would make ten thousand messages of one person a matter of half an hour.
const limits = {
  rates: {
    write: { atOnce: 120, perSecond: 60 },
    signal: { atOnce: 200, perSecond: 100 },
    query: { atOnce: 200, perSecond: 50 },
    create: { atOnce: 100, perSecond: 10 }
  }
}

async function run(port: number, dataDir: string): Promise<void> {
  const opened = await openHost({ port, dataDir, limits })
  if (!opened.ok) throw new Error(`the host did not open: ${JSON.stringify(opened.failure)}`)
  process.on('SIGTERM', () => void opened.value.close())
  process.stdout.write(`listening on ${opened.value.address}\n`)
}

const [port, dataDir] = process.argv.slice(2)
if (port === undefined || dataDir === undefined) throw new Error('wants a port and a folder')
void run(Number(port), dataDir)
