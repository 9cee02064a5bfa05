// Holds every edge of libsql that src-main/base/sql.ts stands in front of.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, sqlCode, type Database, type SqlValue } from '../../../src-main/base/sql.ts'

let folder: string
let path: string
let open: Database[]

function opened(options: Parameters<typeof openDatabase>[1] = {}, file = path): Database {
  const database = openDatabase(file, options)
  open.push(database)
  return database
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-sql-'))
  path = join(folder, 'test.db')
  open = []
})

afterEach(() => {
  for (const database of open) database.close()
  rmSync(folder, { recursive: true })
})

// The wrong types that a caller without a type checker could pass.
function untyped(value: unknown): SqlValue {
  return value as SqlValue
}

function echo(value: SqlValue): unknown {
  return opened().prepare('SELECT ? AS x, typeof(?1) AS kind').get([value])
}

function failure(work: () => unknown): unknown {
  try {
    work()
  } catch (cause) {
    return cause
  }
  return undefined
}

describe('libsql itself', () => {
  const run = (code: string) =>
    spawnSync(process.execPath, [
      '-e',
      `const D=require('libsql');const d=new D(':memory:');${code}`
    ])

  // When one of these fails libsql has improved, and a check in sql.ts may go.
  it('aborts the process on a boolean, which is why none may reach it', () => {
    expect(run(`d.prepare('select ?').get([true])`).signal).toBe('SIGABRT')
  })

  it('aborts the process on a lone Buffer, which is why arrays are bound', () => {
    expect(run(`d.prepare('select ?').get(Buffer.from('a'))`).signal).toBe('SIGABRT')
  })

  it('writes through a statement after close, which is why the layer refuses it', () => {
    const code = `d.exec('create table t(a)');const s=d.prepare('insert into t values(1)');
      d.close();process.stdout.write(String(s.run([]).changes))`
    expect(run(code).stdout.toString()).toBe('1')
  })
})

describe('binding', () => {
  it.each([
    ['a boolean', true],
    ['a boolean', false],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a whole number that loses digits', 2 ** 53],
    ['a bigint that loses digits', 2n ** 60n],
    ['a date', new Date(0)],
    ['an array', [1]],
    ['a function', () => 1]
  ])('refuses %s', (_name, value) => {
    expect(() => echo(untyped(value))).toThrow(/Parameter 1 cannot be bound/)
  })

  it.each([
    ['an integer', 7, { x: 7, kind: 'integer' }],
    ['a negative integer', -7, { x: -7, kind: 'integer' }],
    ['a millisecond time', 1_790_000_000_000, { x: 1_790_000_000_000, kind: 'integer' }],
    ['minus zero', -0, { x: 0, kind: 'integer' }],
    ['a fraction', 1.5, { x: 1.5, kind: 'real' }],
    ['a bigint', 12n, { x: 12, kind: 'integer' }],
    ['null', null, { x: null, kind: 'null' }],
    ['empty text', '', { x: '', kind: 'text' }],
    ['text beyond the basic plane', 'ciao 👋🏽 日本', { x: 'ciao 👋🏽 日本', kind: 'text' }]
  ])('brings back %s as it was', (_name, value, row) => {
    expect(echo(value)).toEqual(row)
  })

  it('takes a Buffer as the only parameter', () => {
    expect(
      opened()
        .prepare('SELECT ? AS x')
        .get([Buffer.from('a')])
    ).toEqual({
      x: Buffer.from('a')
    })
  })

  it('stores U+FFFD for NUL, so that text is not cut', () => {
    expect(echo('before\0after')).toEqual({ x: 'before\uFFFDafter', kind: 'text' })
  })

  it('stores U+FFFD for a lone surrogate', () => {
    expect(echo('a\ud800b\udc00')).toEqual({ x: 'a\uFFFDb\uFFFD', kind: 'text' })
  })

  it('refuses too few and too many values', () => {
    const statement = opened().prepare('SELECT ? AS a, ? AS b')
    expect(() => statement.get([1])).toThrow('Wants 2 values, got 1')
    expect(() => statement.get([1, 2, 3])).toThrow('Wants 2 values, got 3')
    expect(() => statement.get()).toThrow('Wants 2 values, got 0')
  })

  it('refuses a hole in the array', () => {
    const holed = new Array<SqlValue>(2).fill(1, 1)
    expect(() => opened().prepare('SELECT ? AS a, ? AS b').get(holed)).toThrow(
      /Parameter 1 cannot be bound/
    )
  })

  it('counts only real parameters', () => {
    const sql = `SELECT '?' AS a, "x?" AS b, [y?] AS c, ? /* ? */ AS d -- ?
      FROM (SELECT 1 AS "x?", 2 AS [y?])`
    expect(opened().prepare(sql).get([5])).toEqual({ a: '?', b: 1, c: 2, d: 5 })
  })

  it('binds by name and refuses missing and extra names', () => {
    const statement = opened().prepare('SELECT :a AS x, @b AS y, $c AS z, :a AS again')
    expect(statement.get({ a: 1, b: 'two', c: null })).toEqual({
      x: 1,
      y: 'two',
      z: null,
      again: 1
    })
    expect(() => statement.get({ a: 1, b: 2 })).toThrow('Wants a, b, c, got a, b')
    expect(() => statement.get({ a: 1, b: 2, d: 3 })).toThrow('Wants a, b, c')
    expect(() => statement.get([1, 2, 3])).toThrow('Wants values by name')
  })

  it('refuses named and positional parameters in one statement', () => {
    expect(() => opened().prepare('SELECT ?, :a')).toThrow('mixes')
  })
})

describe('statements', () => {
  it('drops the _metadata that libsql adds', () => {
    const database = opened()
    const statement = database.prepare('SELECT 1 AS one')
    expect([statement.get(), statement.all()]).toEqual([{ one: 1 }, [{ one: 1 }]])
  })

  it('gives undefined where there is no row', () => {
    expect(opened().prepare('SELECT 1 AS one WHERE 0').get()).toBeUndefined()
  })

  it('tells changes and the last row id', () => {
    const database = opened()
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) STRICT')
    const insert = database.prepare('INSERT INTO t (a) VALUES (?)')
    insert.run(['x'])
    expect(insert.run(['y'])).toEqual({ changes: 1, lastInsertRowid: 2 })
    expect(database.prepare('DELETE FROM t WHERE id > ?').run([9]).changes).toBe(0)
  })

  it('refuses run where rows come back', () => {
    expect(() => opened().prepare('SELECT 1 AS a').run()).toThrow('use get or all')
  })

  it('refuses a second statement, which libsql would silently drop', () => {
    expect(() => opened().prepare('SELECT 1; SELECT 2')).toThrow('Only the first')
    expect(opened().prepare('SELECT 1 AS a; -- done').get()).toEqual({ a: 1 })
  })

  it('refuses two columns of one name, of which one would be lost', () => {
    expect(() => opened().prepare('SELECT 1 AS a, 2 AS a')).toThrow('Column a would be lost')
  })

  it('leaves no read open, so that the log can be cut back', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER)')
    for (let a = 0; a < 250; a++) database.prepare('INSERT INTO t VALUES (?)').run([a])
    database.prepare('SELECT a FROM t').get()
    database.prepare('SELECT a FROM t LIMIT 200').all()
    const cut = opened().prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    expect(cut).toEqual({ busy: 0, log: 0, checkpointed: 0 })
  })

  it('says which constraint was broken', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a TEXT UNIQUE)')
    const insert = database.prepare('INSERT INTO t VALUES (?)')
    insert.run(['x'])
    expect(sqlCode(failure(() => insert.run(['x'])))).toBe('SQLITE_CONSTRAINT_UNIQUE')
    expect(sqlCode(new Error('other'))).toBeUndefined()
  })

  it('refuses everything after close', () => {
    const database = opened()
    const statement = database.prepare('SELECT 1 AS a')
    database.close()
    database.close()
    expect(() => statement.get()).toThrow('closed')
    expect(() => database.prepare('SELECT 1')).toThrow('closed')
    expect(() => database.exec('SELECT 1')).toThrow('closed')
    expect(() => database.transaction(() => 1)).toThrow('closed')
  })
})

describe('closing', () => {
  it('brings the log into the file', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER)')
    database.prepare('INSERT INTO t VALUES (1)').run()
    database.close()
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
  })

  it('rolls back an open transaction', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER); BEGIN; INSERT INTO t VALUES (1)')
    database.close()
    expect(opened().prepare('SELECT a FROM t').all()).toEqual([])
  })
})

describe('transactions', () => {
  const rows = (database: Database) => database.prepare('SELECT a FROM t').all()

  it('commits what returns and rolls back what throws', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER)')
    const insert = database.prepare('INSERT INTO t VALUES (?)')
    const result = database.transaction(() => insert.run([1]).changes)
    const thrown = failure(() =>
      database.transaction(() => {
        insert.run([2])
        throw new Error('stop')
      })
    )
    expect([result, thrown, database.isInTransaction]).toEqual([1, new Error('stop'), false])
    expect(rows(database)).toEqual([{ a: 1 }])
  })

  it('rolls back work that turns out to be a promise', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER)')
    const work = () => {
      database.prepare('INSERT INTO t VALUES (1)').run()
      return Promise.resolve()
    }
    expect(() => database.transaction(work)).toThrow('cannot wait')
    expect(rows(database)).toEqual([])
  })

  it('refuses a transaction inside a transaction and undoes the outer one', () => {
    const database = opened()
    database.exec('CREATE TABLE t (a INTEGER)')
    expect(() => database.transaction(() => database.transaction(() => 1))).toThrow('already open')
    expect(database.isInTransaction).toBe(false)
  })
})

describe('opening', () => {
  it('uses the write-ahead log, full sync and foreign keys', () => {
    const database = opened()
    const pragma = (name: string) =>
      Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual([
      'wal',
      2,
      1
    ])
  })

  it('encrypts the file and opens it only with the same key', () => {
    const written = opened({ encryptionKey: 'right' })
    written.exec(`CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('secret words')`)
    written.close()
    expect(readFileSync(path).includes('secret words')).toBe(false)
    expect(sqlCode(failure(() => opened({ encryptionKey: 'wrong' })))).toBe('SQLITE_NOTADB')
    expect(sqlCode(failure(() => opened()))).toBe('SQLITE_NOTADB')
    expect(opened({ encryptionKey: 'right' }).prepare('SELECT a FROM t').get()).toEqual({
      a: 'secret words'
    })
  })

  it('refuses an empty key, which would not encrypt', () => {
    expect(() => opened({ encryptionKey: '' })).toThrow('empty key')
  })

  it('refuses a file that is no database', () => {
    writeFileSync(path, 'x'.repeat(5000))
    expect(sqlCode(failure(() => opened()))).toBe('SQLITE_NOTADB')
  })

  it('throws where the folder is missing', () => {
    expect(() => opened({}, join(folder, 'none', 'x.db'))).toThrow(/Unable to open/)
  })

  it('refuses writes when read-only, which libsql alone does not', () => {
    opened().exec('CREATE TABLE t (a INTEGER)')
    const reader = opened({ isReadOnly: true })
    expect(() => reader.prepare('INSERT INTO t VALUES (1)').run()).toThrow(/readonly/)
  })

  it('keeps what was committed when the process is killed', () => {
    const code = `const D=require('libsql');const d=new D(process.argv[1]);
      d.exec('PRAGMA journal_mode=WAL;CREATE TABLE t(a);INSERT INTO t VALUES(1)');
      process.kill(process.pid,'SIGKILL')`
    failure(() => execFileSync(process.execPath, ['-e', code, path], { stdio: 'ignore' }))
    expect(opened().prepare('SELECT a FROM t').all()).toEqual([{ a: 1 }])
  })
})
