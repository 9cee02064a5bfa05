// Sets up everything real that a run needs: app without window, host, other servers, proxies, disk and clocks.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Conversation } from '../../../src-preload/contract/model.ts'
import type { RepairReport } from '../../../src-preload/contract/vault.ts'
import { HostGuest } from '../../support/host-guest.ts'
import { buildRig, type BuiltRig } from './build-rig.ts'
import type { Chance } from '../../support/chance.ts'
import { FaultHost } from './fault-host.ts'
import { FaultProxy } from './fault-proxy.ts'
import { Friend } from './friend.ts'
import { onceDialect, onceRooms, OnceServer, silentDialect } from './once-server.ts'
import type { Spot } from './person.ts'
import { places, type PlaceName } from './plan.ts'
import { must } from './read-back.ts'
import { Rig, type RigOptions } from './rig.ts'
import { openSmallDisk, type SmallDisk } from './small-disk.ts'

export const MY_NAME = 'Ada'
/** The file is encrypted, as the app's is. */
const STORE_KEY = '5ca1ab1e'.repeat(8)
const hostRooms = ['Engine', 'Looms', 'Letters']
const FRIENDS = 8
const dialects: Record<PlaceName, string> = {
  host: 'filo',
  once: onceDialect.id,
  silent: silentDialect.id
}

export interface Stage {
  dir: string
  rig: Rig
  host: FaultHost
  servers: Record<'once' | 'silent', OnceServer>
  proxies: Record<PlaceName, FaultProxy>
  disk: SmallDisk
  clockFiles: Record<'app' | 'host', string>
  friends: Friend[]
  /** Every conversation of every server. */
  spots: Spot[]
  serverIds: Record<PlaceName, string>
  databasePath: string
  /** What the store said of damage since the app was started again. */
  repairs: RepairReport[]
  /** Starts the app again after `rig.close()`; ends once the window has its ports. */
  reopen(): Promise<void>
  /** Ends everything; `isKept` leaves a copy of the disk for whoever looks into it. */
  close(isKept: boolean): Promise<void>
}

/** Opens the stage below a folder that is there and empty. */
export async function openStage(dir: string, chance: Chance): Promise<Stage> {
  const built = await buildRig()
  const clockFiles = { app: join(dir, 'clock-app'), host: join(dir, 'clock-host') }
  for (const file of Object.values(clockFiles)) writeFileSync(file, '0')
  writeDialects(join(dir, 'dialects'))
  const disk = openSmallDisk(join(dir, 'disk'))
  const host = await startHost(dir, built, clockFiles.host)
  const servers = await startServers()
  const proxies = await openProxies(chance, {
    host: host.port,
    once: servers.once.port,
    silent: servers.silent.port
  })
  const rooms = await makeRooms(`http://127.0.0.1:${host.port}`)
  const friends = Array.from(
    { length: FRIENDS },
    (_, index) => new Friend(`http://127.0.0.1:${host.port}`, `Bo${index}`, [...rooms.values()])
  )
  const rigOptions: RigOptions = {
    folder: built.folder,
    databasePath: join(disk.dir, 'filo.sqlite'),
    storeKey: STORE_KEY,
    dialectsDir: join(dir, 'dialects'),
    userData: join(dir, 'user-data'),
    clockFile: clockFiles.app,
    logFile: join(dir, 'app.log')
  }
  const rig = new Rig(rigOptions)
  const serverIds = await addServers(rig, proxies)
  const spots = await enterRooms(rig, serverIds, rooms)
  const stage: Stage = {
    dir,
    rig,
    host,
    servers,
    proxies,
    disk,
    clockFiles,
    friends,
    spots,
    serverIds,
    databasePath: rigOptions.databasePath,
    repairs: [],
    reopen: async () => {
      stage.rig = new Rig(rigOptions)
      stage.rig.on('storeRepaired', (repair) => stage.repairs.push(repair))
      await portsOf(stage.rig)
    },
    close: async (isKept) => {
      await stage.rig.close()
      if (isKept) disk.keep(dir)
      for (const friend of friends) friend.close()
      for (const proxy of Object.values(proxies)) await proxy.close()
      for (const server of Object.values(servers)) await server.stop()
      await host.stop()
      disk.close()
      built.close()
    }
  }
  return stage
}

function writeDialects(dir: string): void {
  mkdirSync(dir, { recursive: true })
  for (const dialect of [onceDialect, silentDialect]) {
    writeFileSync(join(dir, `${dialect.id}.json`), JSON.stringify(dialect))
  }
}

async function startHost(dir: string, built: BuiltRig, clockFile: string): Promise<FaultHost> {
  const dataDir = join(dir, 'host')
  mkdirSync(dataDir, { recursive: true })
  const host = new FaultHost({ built, dataDir, clockFile, logFile: join(dir, 'host.log') })
  await host.start()
  return host
}

async function startServers(): Promise<Stage['servers']> {
  const now = (): number => Date.now()
  const once = new OnceServer({ isAnswering: true, now })
  const silent = new OnceServer({ isAnswering: false, now })
  await Promise.all([once.start(), silent.start()])
  return { once, silent }
}

async function openProxies(
  chance: Chance,
  ports: Record<PlaceName, number>
): Promise<Stage['proxies']> {
  const [host, once, silent] = await Promise.all(
    places.map((place) => FaultProxy.open(ports[place], chance.branch(`proxy ${place}`)))
  )
  if (!host || !once || !silent) throw new Error('a proxy is missing')
  return { host, once, silent }
}

/** Makes the host's rooms; answers with the host's id of each by its title. */
async function makeRooms(address: string): Promise<Map<string, string>> {
  const guest = await HostGuest.enter(address, 'Maker')
  const made = new Map<string, string>()
  for (const title of hostRooms) {
    const { conversation } = await guest.get('room:create', { title })
    made.set(title, conversation.id)
  }
  guest.close()
  return made
}

async function addServers(rig: Rig, proxies: Stage['proxies']): Promise<Stage['serverIds']> {
  await portsOf(rig)
  const serverIds = { host: randomUUID(), once: randomUUID(), silent: randomUUID() }
  for (const place of places) {
    must(
      await rig.store.addServer({
        id: serverIds[place],
        name: place,
        connect: { url: proxies[place].url },
        dialectId: dialects[place],
        login: { name: MY_NAME }
      })
    )
  }
  return serverIds
}

/** Ends once both of the window's ports are there. */
function portsOf(rig: Rig): Promise<void> {
  const missing = new Set(['store', 'network'])
  return new Promise((resolve) =>
    rig.on('portArrived', ({ of }) => {
      missing.delete(of)
      if (missing.size === 0) resolve()
    })
  )
}

/** Enters every room and tells where the app has it. */
async function enterRooms(
  rig: Rig,
  serverIds: Stage['serverIds'],
  rooms: ReadonlyMap<string, string>
): Promise<Spot[]> {
  const spots: Spot[] = []
  for (const place of places) {
    const wanted = place === 'host' ? hostRooms : onceRooms
    const listed = await conversationsOf(rig, serverIds[place], wanted)
    for (const { id, title, joined } of listed) {
      if (!joined) must(await rig.network.joinRoom({ conversationId: id }))
      spots.push({ place, room: rooms.get(title) ?? title, conversationId: id })
    }
  }
  return spots
}

/** Ends once the server has told all the conversations that it must have. */
async function conversationsOf(
  rig: Rig,
  serverId: string,
  titles: readonly string[]
): Promise<Conversation[]> {
  for (;;) {
    const listed = must(await rig.store.watchConversations({ serverId }))
    const found = listed.filter(({ title }) => titles.includes(title))
    if (found.length === titles.length) return found
    await new Promise<void>((resolve) => rig.once('conversationsChanged', () => resolve()))
  }
}
