/**
 * The proxy for a URL by the usual variables: `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`
 * (lower case first; `HTTP_PROXY` in capitals is not read, since CGI sets it from a request header: httpoxy, CVE-2016-5385).
 * Undefined: go straight.
 */
export function chooseProxy(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  if (isExcluded(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined
  const all = env['all_proxy'] ?? env['ALL_PROXY']
  const named =
    url.protocol === 'https:'
      ? (env['https_proxy'] ?? env['HTTPS_PROXY'] ?? all)
      : (env['http_proxy'] ?? all)
  if (!named) return undefined
  try {
    const proxy = new URL(named.includes('://') ? named : `http://${named}`)
    return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : undefined
  } catch {
    return undefined
  }
}

/** `no_proxy` as curl reads it: names cover their subdomains, a leading dot changes nothing, `*` is all, `name:port` that port alone. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true
  return list
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .some((word) => {
      if (word === '*') return true
      const [, name = '', only] = /^\.?(.*?)(?::(\d+))?$/.exec(word.toLowerCase()) ?? []
      if (only !== undefined && only !== port) return false
      return host === name || host.endsWith(`.${name}`)
    })
}
