// Tencent's own library as the other side: a list of calls comes in as JSON, the list of what they returned goes out.
// Run with frontend/ as working directory, where the library is installed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { decrypt, encrypt, getSignature } = createRequire(join(process.cwd(), 'package.json'))('@wecom/crypto')

const answers = {
  seal({ key, token, message, id, timestamp, nonce }) {
    const encrypted = encrypt(key, message, id)
    return { encrypted, signature: getSignature(token, timestamp, nonce, encrypted) }
  },
  open({ key, token, encrypted, timestamp, nonce }) {
    const { message, id } = decrypt(key, encrypted)
    return { message, id, signature: getSignature(token, timestamp, nonce, encrypted) }
  },
}

const calls = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(calls.map(({ does, ...what }) => answers[does](what))))
