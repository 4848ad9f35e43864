import type { PictureRights } from '../core/rights.ts';

const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/**
 * What a published file says of itself, as an XMP packet in the words of IPTC and Dublin Core; undefined when there is
 * nothing to say. The same rights give the same text: no times, no tool names.
 */
export function xmpPacket({ source, creator, credit, copyright, prompt }: PictureRights): string | undefined {
  const members = [
    source && element('Iptc4xmpExt:DigitalSourceType', SOURCE_TYPES + source),
    creator && element('dc:creator', list('Seq', creator), false),
    credit && element('photoshop:Credit', credit),
    copyright && element('dc:rights', list('Alt', copyright, ' xml:lang="x-default"'), false),
    prompt && element('Iptc4xmpExt:AIPromptInformation', prompt),
  ].filter((member) => member !== undefined && member !== '');
  if (members.length === 0) return undefined;
  return [
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">',
    ...members,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
  ].join('');
}

function element(name: string, content: string, isText = true): string {
  return `<${name}>${isText ? escaped(content) : content}</${name}>`;
}

function list(kind: 'Seq' | 'Alt', text: string, attributes = ''): string {
  return `<rdf:${kind}><rdf:li${attributes}>${escaped(text)}</rdf:li></rdf:${kind}>`;
}

/** A carriage return that is not escaped is read as a line feed. */
const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
};

/** What XML 1.0 has no place for, escaped or not: control characters, halves of characters, two that are none. */
const UNTELLABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text.replace(UNTELLABLE, '').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}
