import { expect, test } from 'vitest'
import { parseConnectLink } from '../../../src-main/shell/connect-link.ts'
import { readArguments } from '../../../src-main/shell/launch-arguments.ts'

const address = 'filo://connect?url=http%3A%2F%2F127.0.0.1%3A3000&name=ada&dialect=auto'

test('a link fills in address, name and dialect', () => {
  expect(parseConnectLink(address)).toMatchObject({
    url: 'http://127.0.0.1:3000',
    name: 'ada',
    dialect: 'auto',
    generation: 'auto',
    auth: {},
    query: {}
  })
})

test('auth and query parameters are gathered by their prefix', () => {
  const link = parseConnectLink(`${address}&auth.secret=s3&query.room=hall&namespace=%2Fchat`)
  expect(link).toMatchObject({
    auth: { secret: 's3' },
    query: { room: 'hall' },
    namespace: '/chat'
  })
})

test.each([
  'http://127.0.0.1:3000',
  'filo://connect',
  'filo://other?url=http%3A%2F%2Fx',
  'filo://connect?url=javascript%3Aalert(1)',
  'filo://connect?url=file%3A%2F%2F%2Fetc%2Fpasswd',
  'filo://connect?url=http%3A%2F%2Fx&generation=9',
  `filo://connect?url=http%3A%2F%2Fx&name=${'x'.repeat(9_000)}`
])('%s is refused whole', (text) => {
  expect(parseConnectLink(text)).toBeNull()
})

test('the command line’s flag and link are found among Chromium’s switches', () => {
  const argv = ['/opt/filo', '--no-sandbox', '/work', '--host', address]
  expect(readArguments(argv)).toMatchObject({ host: true, link: { name: 'ada' } })
  expect(readArguments(['/opt/filo'])).toMatchObject({ host: false, traceBoot: false, link: null })
})
