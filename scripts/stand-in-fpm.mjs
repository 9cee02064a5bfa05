#!/usr/bin/env node
// Stands in for fpm, which only a closed network's tests do without: makes a real deb by dpkg-deb of what
// electron-builder asks for; of an rpm it writes down the request.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const text = /** @type {const} */ ({ type: 'string' })
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    force: { type: 'boolean' },
    depends: { ...text, short: 'd', multiple: true },
    'deb-recommends': { ...text, multiple: true },
    'deb-compression': text,
    'rpm-compression': text,
    'rpm-os': text,
    'rpm-rpmbuild-define': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    license: text,
    'deb-priority': text,
    'rpm-summary': text
  }
})
const target = /** @type {string} */ (values.package)

if (values.t === 'deb') makeDeb()
else writeFileSync(target, JSON.stringify({ ...values, files: positionals }, null, 2))

function makeDeb() {
  const stage = mkdtempSync(join(tmpdir(), 'filo-deb-'))
  for (const positional of positionals) place(stage, positional)
  const control = join(stage, 'DEBIAN')
  mkdirSync(control)
  writeFileSync(join(control, 'control'), controlFile())
  script('after-install', join(control, 'postinst'))
  script('after-remove', join(control, 'postrm'))
  execFileSync('dpkg-deb', ['--build', '-Znone', '--root-owner-group', stage, target])
  rmSync(stage, { recursive: true })
}

/**
 * @param {string} stage
 * @param {string} positional `source=target`; a folder's source ends with a slash
 */
function place(stage, positional) {
  const [source = '', path = ''] = positional.split('=')
  const to = join(stage, path)
  mkdirSync(source.endsWith('/') ? to : dirname(to), { recursive: true })
  execFileSync('cp', ['-a', source.endsWith('/') ? `${source}.` : source, to])
}

/**
 * @param {'after-install' | 'after-remove'} name
 * @param {string} to
 */
function script(name, to) {
  copyFileSync(/** @type {string} */ (values[name]), to)
  chmodSync(to, 0o755)
}

function controlFile() {
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    Section: values.category,
    Priority: values['deb-priority'],
    Homepage: values.url,
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Description: values.description?.trim().replaceAll('\n', '\n ')
  }
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value ? [`${key}: ${value}`] : []
  )
  return `${lines.join('\n')}\n`
}
