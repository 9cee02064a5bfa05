// The part of socket.io 2 that tests use.
declare module 'socket.io-2' {
  export interface ServerSocket2 {
    id: string
    on(event: string, listener: (...args: never[]) => void): unknown
    emit(event: string, ...args: unknown[]): unknown
    disconnect(close?: boolean): unknown
  }
  export interface Server2 {
    on(event: 'connection', listener: (socket: ServerSocket2) => void): unknown
    use(middleware: (socket: ServerSocket2, next: (error?: Error) => void) => void): unknown
    emit(event: string, ...args: unknown[]): unknown
    close(done?: () => void): unknown
  }
  const open: (http: object, options?: object) => Server2
  // eslint-disable-next-line no-restricted-syntax -- it is the library that exports so
  export default open
}
