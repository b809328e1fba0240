// XML of STS: reads the text of an element with its references resolved, or nothing.

import Testing

@testable import DZJobsCore

struct XMLTextTests {
  private func text(_ name: StaticCString, _ body: String) -> String? {
    withBytes(body) { body in
      var buffer = ByteBuffer()
      buffer.append("kept ")
      let found = buffer.appendXMLText(of: name, in: body)
      let all = buffer.bytes().string
      #expect(all.hasPrefix("kept "))
      if !found { #expect(all == "kept ") }
      return found ? String(all.dropFirst(5)) : nil
    }
  }

  @Test(
    "the first element of the name, wherever it stands",
    arguments: [
      ("<A>x</A>", "x"), ("<R><B>b</B><A>x</A><A>y</A></R>", "x"), ("<A></A>", ""),
      ("<?xml version=\"1.0\"?>\n<R a='1'><A b=\"2\">x y\n</A></R>", "x y\n"),
      ("<AB>no</AB><A>x</A>", "x"), ("<A>a&lt;b&gt;&amp;&quot;&apos;</A>", "a<b>&\"'"),
      ("<A>&#65;&#x42;&#x1F600;&#233;</A>", "AB\u{1F600}\u{e9}"), ("<A>&amp;amp;</A>", "&amp;"),
    ])
  func found(body: String, expected: String) { #expect(text("A", body) == expected) }

  @Test(
    "what is cut, nested or malformed is nothing",
    arguments: [
      "", "<", "<A", "<A>", "<A>x", "<A>x<", "<A>x</", "<A>x</B>", "<A><B>x</B></A>", "<A/>",
      "<a>x</a>", "A>x</A>", "<A>&</A>", "<A>&lt</A>", "<A>&bogus;</A>", "<A>&#;</A>",
      "<A>&#x;</A>", "<A>&#xD800;</A>", "<A>&#x110000;</A>", "<A>&#99999999999;</A>",
      "<A>&#4a;</A>", "<A>&;</A>", "<A>x<!-- --></A>", "<A><![CDATA[x]]></A>", "{\"A\":1}",
    ])
  func absent(body: String) { #expect(text("A", body) == nil) }

  @Test("every cut of an answer is read without a fault, and only whole elements are found")
  func cuts() {
    let body = "<R><Key>a&amp;b</Key><End>2026</End></R>"
    for length in 0...body.utf8.count {
      let cut = String(body.prefix(length))
      #expect(text("Key", cut) == (length >= 20 ? "a&b" : nil))
    }
  }
}
