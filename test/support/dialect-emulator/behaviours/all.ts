// Every emulated server.
import type { Behaviour } from '../emulator.ts'
import { accounts } from './accounts.ts'
import { agents } from './agents.ts'
import { gateways } from './gateways.ts'
import { oneRoom } from './one-room.ts'
import { overHttp } from './over-http.ts'
import { rooms } from './rooms.ts'
import { withFiles } from './with-files.ts'

export const behaviours: readonly Behaviour[] = [
  ...oneRoom,
  ...rooms,
  ...accounts,
  ...withFiles,
  ...agents,
  ...overHttp,
  ...gateways
]
