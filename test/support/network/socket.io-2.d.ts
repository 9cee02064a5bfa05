// The part of socket.io 2 that tests use.
declare module 'socket.io-2' {
  export interface ServerSocket2 {
    id: string
    handshake: { query: Record<string, unknown> }
    broadcast: { emit(event: string, ...args: unknown[]): unknown }
    on(event: string, listener: (...args: never[]) => void): unknown
    emit(event: string, ...args: unknown[]): unknown
    disconnect(close?: boolean): unknown
  }
  export interface Namespace2 {
    on(event: 'connection', listener: (socket: ServerSocket2) => void): unknown
    use(middleware: (socket: ServerSocket2, next: (error?: Error) => void) => void): unknown
    emit(event: string, ...args: unknown[]): unknown
  }
  export interface Server2 extends Namespace2 {
    of(namespace: string): Namespace2
    close(done?: () => void): unknown
  }
  const open: (http: object, options?: object) => Server2
  // eslint-disable-next-line no-restricted-syntax -- it is the library that exports so
  export default open
}
