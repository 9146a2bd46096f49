/**
 * Facts of the published Safe Browsing suites, typed anew:
 *  - "doc": the canonicalization examples and expression sets of "URLs and Hashing" (v4 and v5 text);
 *  - "go":  further cases of the reference client, github.com/google/safebrowsing, urls_test.go.
 * That client drops the query, keeps escapes in lower case and uses seven host labels. Where it differs from the
 * published text, the text wins; `// text:` marks each such row.
 */
export type Vector = readonly [input: string | Uint8Array, canonical: string];

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const CANONICAL_DOC: readonly Vector[] = [
  ['http://host/%25%32%35', 'http://host/%25'],
  ['http://host/%25%32%35%25%32%35', 'http://host/%25%25'],
  ['http://host/%2525252525252525', 'http://host/%25'],
  ['http://host/asdf%25%32%35asd', 'http://host/asdf%25asd'],
  ['http://host/%%%25%32%35asd%%', 'http://host/%25%25%25asd%25%25'],
  ['http://www.google.com/', 'http://www.google.com/'],
  [
    'http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73%65%63%75%72%65/%77%77%77%2E%65%62%61%79%2E%63%6F%6D/',
    'http://168.188.99.26/.secure/www.ebay.com/',
  ],
  [
    'http://195.127.0.11/uploads/%20%20%20%20/.verify/.eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/',
    'http://195.127.0.11/uploads/%20%20%20%20/.verify/.eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/',
  ],
  [
    'http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A22%252833%252944_55%252B',
    'http://host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+',
  ],
  ['http://3279880203/blah', 'http://195.127.0.11/blah'],
  ['http://www.google.com/blah/..', 'http://www.google.com/'],
  ['www.google.com/', 'http://www.google.com/'],
  ['www.google.com', 'http://www.google.com/'],
  ['http://www.evil.com/blah#frag', 'http://www.evil.com/blah'],
  ['http://www.GOOgle.com/', 'http://www.google.com/'],
  ['http://www.google.com.../', 'http://www.google.com/'],
  ['http://www.google.com/foo\tbar\rbaz\n2', 'http://www.google.com/foobarbaz2'],
  ['http://www.google.com/q?', 'http://www.google.com/q?'],
  ['http://www.google.com/q?r?', 'http://www.google.com/q?r?'],
  ['http://www.google.com/q?r?s', 'http://www.google.com/q?r?s'],
  ['http://evil.com/foo#bar#baz', 'http://evil.com/foo'],
  ['http://evil.com/foo;', 'http://evil.com/foo;'],
  ['http://evil.com/foo?bar;', 'http://evil.com/foo?bar;'],
  [latin1('http://\x01\x80.com/'), 'http://%01%80.com/'],
  ['http://notrailingslash.com', 'http://notrailingslash.com/'],
  ['http://www.gotaport.com:1234/', 'http://www.gotaport.com/'],
  ['  http://www.google.com/  ', 'http://www.google.com/'],
  ['http:// leadingspace.com/', 'http://%20leadingspace.com/'],
  ['http://%20leadingspace.com/', 'http://%20leadingspace.com/'],
  ['%20leadingspace.com/', 'http://%20leadingspace.com/'],
  ['https://www.securesite.com/', 'https://www.securesite.com/'],
  ['http://host.com/ab%23cd', 'http://host.com/ab%23cd'],
  ['http://host.com//twoslashes?more//slashes', 'http://host.com/twoslashes?more//slashes'],
];

export const CANONICAL_GO: readonly Vector[] = [
  ['ftp://ftp.myfiles.com/', 'ftp://ftp.myfiles.com/'],
  // text: escapes are upper case (%1B); the client writes %1b.
  ['http://some%1bhost.com/%1b', 'http://some%1Bhost.com/%1B'],
  // text: the query stays, unescaped like the rest; the client drops it.
  ['http://www.google.com/q?r?s%3F', 'http://www.google.com/q?r?s?'],
  ['http://www.ümlat.com/', 'http://www.xn--mlat-zra.com/'],
  ['http://[2001:470:1:18::114]/', 'http://[2001:470:1:18::114]/'],
  ['http%3A%2F%2Fwackyurl.com:80/', 'http://wackyurl.com/'],
  ['http://W!eird<>Ho$^.com/', 'http://w!eird<>ho$^.com/'],
  ['http://i.have.way.too.many.dots.com/', 'http://i.have.way.too.many.dots.com/'],
];

/** Host of the first, canonical host second. */
export const HOSTS: readonly Vector[] = [
  ['http://www.google.com/foo.html', 'www.google.com'],
  ['http://google.com./foo.html', 'google.com'],
  ['http://google.com.:8080/foo.html', 'google.com'],
  ['http://google...com/foo.html', 'google.com'],
  ['http://..google.com/foo.html', 'google.com'],
  ['http://[FEDC:BA98:7654:3210:FEDC:BA98:7654:3210]:80/index.html', '[fedc:ba98:7654:3210:fedc:ba98:7654:3210]'],
  // text (v5): one spelling per IPv6 address, so groups are hexadecimal; the client leaves [::192.9.5.5].
  ['http://[::192.9.5.5]/ipng', '[::c009:505]'],
  ['http://0x12.0x43.0x44.0x01', '18.67.68.1'],
  ['http://192.168.0.1:80/index.html', '192.168.0.1'],
  // v5 text: leading zeros go, zero groups collapse; IPv4-mapped and NAT64 (64:ff9b::/96) become IPv4.
  ['http://[2001:0db8:0000::1]/', '[2001:db8::1]'],
  ['http://[::ffff:1.2.3.4]/', '1.2.3.4'],
  ['http://[64:ff9b::1.2.3.4]/', '1.2.3.4'],
  ['http://[64:ff9b::102:304]:8080/', '1.2.3.4'],
];

/** Host text, and the dotted quad that it means; the empty text when it is no address. */
export const IPV4_FORMS: readonly (readonly [string, string])[] = [
  ['123.123.0.0.1', ''],
  ['255.0.0.1', '255.0.0.1'],
  ['12.0x12.01234', '12.18.2.156'],
  ['276.2.3', '20.2.0.3'],
  ['012.034.01.055', '10.28.1.45'],
  ['0x12.0x43.0x44.0x01', '18.67.68.1'],
  ['167838211', '10.1.2.3'],
  ['3279880203', '195.127.0.11'],
  ['4294967295', '255.255.255.255'],
  ['10.192.95.89 xy', '10.192.95.89'],
  ['1.2.3.00x0', ''],
];

export const PATHS: readonly Vector[] = [
  ['http://a.com', '/'],
  ['http://a.com/foo.html', '/foo.html'],
  ['http://a.com/foo/.././bar/./../foo.html', '/foo.html'],
  ['http://a.com/a/b/', '/a/b/'],
  ['http://a.com/a/b/c', '/a/b/c'],
  ['http://a.com//a//b///c////', '/a/b/c/'],
];

/** None of these names a host. */
export const INVALID: readonly string[] = [
  '',
  ':',
  '/blah',
  '#ref',
  '/blah#ref',
  '?query#ref',
  '/blah?query#ref',
  '/blah;param',
  'http://#ref',
  'http:///blah#ref',
  'http://?query#ref',
  'http:///blah?query#ref',
  'http:///blah;param',
  'http:///blah;param?query#ref',
  'mailto:bryner@google.com',
];

export const EXPRESSION_SETS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  // doc
  ['http://a.b.c/1/2.html?param=1', ['a.b.c', 'b.c'], ['/1/2.html?param=1', '/1/2.html', '/1/', '/']],
  ['http://a.b.c.d.e.f.g/1.html', ['a.b.c.d.e.f.g', 'c.d.e.f.g', 'd.e.f.g', 'e.f.g', 'f.g'], ['/1.html', '/']],
  ['http://1.2.3.4/1/', ['1.2.3.4'], ['/1/', '/']],
  // go
  ['http://a.b.c/1/2.html?param=1/2', ['a.b.c', 'b.c'], ['/1/2.html?param=1/2', '/1/2.html', '/1/', '/']],
  ['http://a.b.c/1/2/3/4/5/', ['a.b.c', 'b.c'], ['/1/2/3/4/5/', '/1/2/3/', '/1/2/', '/1/', '/']],
  ['http://a.b.c.d.e/1.html', ['a.b.c.d.e', 'b.c.d.e', 'c.d.e', 'd.e'], ['/1.html', '/']],
  ['http://b.c/1/2/3.html?param=1/2', ['b.c'], ['/1/2/3.html?param=1/2', '/1/2/3.html', '/1/2/', '/1/', '/']],
  ['http://a.b/?', ['a.b'], ['/']],
  ['http://[2001:470:1:18::114]/a/b', ['[2001:470:1:18::114]'], ['/a/b', '/a/', '/']],
  ['[2001:470:1:18::114]/a/b', ['[2001:470:1:18::114]'], ['/a/b', '/a/', '/']],
  ['http://1.2.3.4/a/b', ['1.2.3.4'], ['/a/b', '/a/', '/']],
  ['http://b/', ['b'], ['/']],
  // text: the suffixes begin with the last five labels; the client begins with seven.
  ['https://a.b.c.d.e.f.g.h.i/', ['a.b.c.d.e.f.g.h.i', 'e.f.g.h.i', 'f.g.h.i', 'g.h.i', 'h.i'], ['/']],
  [
    'http://a.com/a/b/c/d/e.html?123',
    ['a.com'],
    ['/a/b/c/d/e.html?123', '/a/b/c/d/e.html', '/a/b/c/', '/a/b/', '/a/', '/'],
  ],
];

/** Leading hexadecimal digits of the SHA-256 of an expression, and its first four bytes in base64. */
export const EXPRESSION_HASHES: readonly (readonly [string, string, string])[] = [
  ['a.b.c/', 'f9c142c4c0c9e669', '+cFCxA=='],
  ['b.c/', 'b225cf5d', 'siXPXQ=='],
  ['1.2.3.4/', '3f008b86', 'PwCLhg=='],
  ['testsafebrowsing.appspot.com/apiv4/ANY_PLATFORM/MALWARE/URL/', 'fe97b628', '/pe2KA=='],
];
