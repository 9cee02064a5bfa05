// Version 3 of the server: its own types reach into modules of version 4, so only what tests use is told.
declare module 'socket.io-3' {
  import type { Server as Server4 } from 'socket.io'
  export const Server: new (http: object, options?: object) => Server4
}
