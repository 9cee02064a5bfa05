// Starts the embedded server: for main in a utility process, or by itself under plain Node.
import { hostProcessCalls, type HostEvents, type HostProcessCalls } from '../ports/host-calls.ts'
import { parentPortOf, serveParent } from '../ports/parent-port.ts'
import { runHeadless } from './run-headless.ts'
import { hostHandlers } from './serve-main.ts'

const parent = parentPortOf(process)
if (parent) {
  const rpc = serveParent<HostProcessCalls, HostEvents>(parent, {
    table: hostProcessCalls,
    handlers: hostHandlers((state) => rpc.tell('stateChanged', state)),
    onPort: (_role, port) => port.close()
  })
} else {
  void runHeadless(process.argv.slice(2))
}
