import { deflateSync, crc32 } from 'node:zlib'
import { makePdf } from '../make-pdf.ts'
import { clause, damaged, empty, fails, reads, unknownType, type NastyCase } from './nasty-case.ts'
import { noise } from './nasty-pdfs.ts'

/** A picture that says it is so large and holds next to nothing. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const tooMuchText = fails('document_too_large', 'unfolds to more text')
const bomb = fails('document_unreadable', 'unfolds to more than I can hold')
const page = (body: string, head = '') =>
  Buffer.from(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`)

export const nastyTexts: NastyCase[] = [
  { name: 'nothing', fileName: 'a.txt', bytes: () => Buffer.alloc(0), ends: empty },
  {
    name: 'white space',
    fileName: 'a.txt',
    bytes: () => Buffer.from(' \n\t\r\n \n'.repeat(1000)),
    ends: empty,
  },
  { name: 'a byte order mark alone', fileName: 'a.txt', bytes: () => Buffer.from([0xff, 0xfe]), ends: empty },
  {
    name: 'UTF-16 that ends within a character',
    fileName: 'a.txt',
    bytes: () => Buffer.concat([Buffer.from(`\uFEFF${clause}`, 'utf16le'), Buffer.from([0x41])]),
    ends: reads(clause),
  },
  {
    name: 'UTF-16 that begins with the other byte',
    fileName: 'a.txt',
    bytes: () => Buffer.from(`\uFEFF${clause}`, 'utf16le').swap16(),
    ends: reads(clause),
  },
  {
    name: 'UTF-16 without a byte order mark',
    fileName: 'a.txt',
    bytes: () => Buffer.from(clause, 'utf16le'),
    ends: reads(clause),
  },
  {
    name: 'halves of characters',
    fileName: 'a.txt',
    bytes: () => Buffer.from(`\uFEFF\uD83D ${clause} \uDE00`, 'utf16le'),
    ends: reads(clause),
  },
  {
    name: 'NULs in a text',
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${clause}\0\0\0`),
    ends: unknownType,
  },
  {
    name: 'NULs late in a text',
    isLong: true,
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${clause}\n${'x'.repeat(70_000)}\0\0\0`),
    ends: reads(clause, [], '\0'),
  },
  {
    name: 'Windows-1252 in a text',
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${clause} Stra\xdfe \x80 5`, 'latin1'),
    ends: reads('Straße € 5'),
  },
  {
    name: 'UTF-8 with a byte of another encoding',
    fileName: 'a.txt',
    bytes: () => Buffer.concat([Buffer.from(`${clause} Straße `), Buffer.from([0xff, 0xfe])]),
    ends: reads(clause),
  },
  {
    name: 'a text of four million characters in one line',
    isLong: true,
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${'word '.repeat(800_000)}${clause}`),
    ends: reads(clause),
  },
  {
    name: 'a text of six million characters',
    fileName: 'a.txt',
    bytes: () => Buffer.from('word '.repeat(1_200_000)),
    ends: tooMuchText,
  },
  {
    name: 'four million line breaks',
    isLong: true,
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${'\n'.repeat(4_000_000)}${clause}`),
    ends: reads(clause),
  },
  {
    name: 'ten thousand form feeds',
    fileName: 'a.txt',
    bytes: () => Buffer.from('a\f'.repeat(10_000) + clause),
    ends: fails('document_too_large', 'more than 2000 pages'),
  },
  {
    name: 'a text that runs from right to left',
    fileName: 'a.txt',
    bytes: () => Buffer.from('הסכם זה נעשה בין הצדדים. المورد يسلم البضائع.'),
    ends: reads('הסכם זה נעשה'),
  },
  {
    name: 'signs that turn the order of letters',
    fileName: 'a.txt',
    bytes: () => Buffer.from(`${clause} The fee is \u202E001\u202C dollars.`),
    ends: reads(clause, [['mismatch', 'turn the order of letters']]),
  },
  {
    name: 'comments without end before a web page',
    fileName: 'a.html',
    bytes: () => Buffer.from(`${'<!---->'.repeat(500)}!`),
    ends: empty,
  },
  {
    name: 'a web page under the name of a PDF',
    fileName: 'a.pdf',
    bytes: () => page('Sign in'),
    ends: fails('document_type_unsupported', 'it is a web page'),
  },
  {
    name: 'a PDF under the name of a text',
    fileName: 'a.txt',
    bytes: () => makePdf([clause]),
    ends: reads(clause, [['mismatch', 'its name says plain text, but it is a PDF']]),
  },
  {
    name: 'a program under the name of a PDF',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([Buffer.from('MZ\0\0'), noise(4000)]),
    ends: unknownType,
  },
  {
    name: 'scripts in a web page',
    fileName: 'a.html',
    bytes: () => page(`<p>${clause}</p><script>document.write("evil")</script><p onclick="evil()">End</p>`),
    ends: reads(clause, [['active', 'scripts']], 'evil'),
  },
  {
    name: 'a web page of frames and pictures from elsewhere',
    fileName: 'a.html',
    bytes: () =>
      page(
        `<p>${clause}</p><iframe src="http://127.0.0.1:1/">evil</iframe><img src="http://127.0.0.1:1/x.png"><link rel=stylesheet href="http://127.0.0.1:1/">`,
      ),
    ends: reads(clause, [], 'evil'),
  },
  {
    name: 'an SVG with scripts',
    fileName: 'a.svg',
    bytes: () =>
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Agreement</text></svg>',
      ),
    ends: unknownType,
  },
  {
    name: 'an SVG in a web page',
    fileName: 'a.html',
    bytes: () => page(`<p>${clause}</p><svg><script>alert(1)</script><text>evil</text></svg>`),
    ends: reads(clause, [['active', 'scripts']], 'evil'),
  },
  {
    name: 'XML with entities',
    fileName: 'a.xml',
    bytes: () =>
      Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><x>&x;</x>'),
    ends: unknownType,
  },
  {
    name: 'a web page two hundred thousand boxes deep',
    fileName: 'a.html',
    bytes: () => page(`${'<div>'.repeat(200_000)}${clause}`),
    ends: damaged,
  },
  {
    name: 'half a million bold letters in one paragraph',
    isLong: true,
    fileName: 'a.html',
    bytes: () => page(`${'<b>a</b> '.repeat(500_000)}${clause}`),
    ends: reads(clause),
  },
  {
    name: 'two million dots in one paragraph',
    isLong: true,
    fileName: 'a.html',
    bytes: () => page(`<p><b>${'.'.repeat(2_000_000)}x</b></p><p>${clause}</p>`),
    ends: reads(clause),
  },
  {
    name: 'a web page whose head never ends',
    fileName: 'a.html',
    bytes: () => Buffer.from(`<html><head><title>Lease</title><body><p>${clause}`),
    ends: reads(clause),
  },
  {
    name: 'an attribute without end',
    isLong: true,
    fileName: 'a.html',
    bytes: () => Buffer.from(`<html><body><p>${clause}</p><a href="${'x'.repeat(1_000_000)}`),
    ends: reads(clause),
  },
  {
    name: 'RTF groups without end',
    fileName: 'a.rtf',
    bytes: () => Buffer.from(`{\\rtf1 ${clause} ${'{'.repeat(1_000_000)}`),
    ends: reads(clause),
  },
  {
    name: 'RTF that closes more groups than it opens',
    fileName: 'a.rtf',
    bytes: () => Buffer.from(`{\\rtf1 ${'}'.repeat(100_000)} ${clause}`),
    ends: reads(clause),
  },
  {
    name: 'RTF that says it has a gigabyte of binary',
    fileName: 'a.rtf',
    bytes: () => Buffer.from(`{\\rtf1 ${clause}\\par{\\pict\\bin999999999 abc} after}`),
    ends: reads(clause),
  },
  {
    name: 'an object in RTF',
    fileName: 'a.rtf',
    bytes: () => Buffer.from(`{\\rtf1 ${clause}\\par{\\object\\objemb{\\*\\objdata 0105000002000000}}}`),
    ends: reads(clause, [['left-out', 'object']]),
  },
  {
    name: 'half of an RTF file',
    fileName: 'a.rtf',
    bytes: () => Buffer.from(`{\\rtf1\\ansi ${clause} \\b`),
    ends: reads(clause),
  },
  {
    name: 'a picture that says it has ten billion pixels',
    fileName: 'a.png',
    bytes: () => hugePng(100_000, 100_000),
    ends: bomb,
  },
  {
    name: 'a picture that is cut off',
    fileName: 'a.png',
    bytes: () => hugePng(800, 800).subarray(0, 60),
    ends: fails('document_no_text', 'I found no text'),
  },
  {
    name: 'four bytes of a picture',
    fileName: 'a.jpg',
    bytes: () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    ends: fails('document_no_text', 'I found no text'),
  },
  { name: 'random bytes', fileName: 'a.txt', bytes: () => noise(5000), ends: unknownType },
  {
    name: 'a mail of headers only',
    fileName: 'a.eml',
    bytes: () =>
      Buffer.from('From: a@example.com\r\nTo: b@example.com\r\nSubject: The lease\r\nMIME-Version: 1.0\r\n'),
    ends: reads('Subject: The lease'),
  },
  {
    name: 'a header line of a megabyte',
    isLong: true,
    fileName: 'a.eml',
    bytes: () =>
      Buffer.from(
        `From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\nSubject: ${'x'.repeat(1_000_000)}\r\n\r\n${clause}`,
      ),
    ends: reads(clause),
  },
]
