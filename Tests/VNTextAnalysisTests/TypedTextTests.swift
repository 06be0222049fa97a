import Foundation
import Testing
import VNTestSupport
@testable import VNTextAnalysis

@Suite struct TypedTextTests {
  @Test(arguments: [
    ("haf nooij", "hà nội"), ("Nguyeenx Phus Trongj", "Nguyễn Phú Trọng"), ("ddaats nuwowcs", "đất nước"),
    ("dduwowngf", "đường"), ("duongwdf", "đường"), ("nươcs sạch", "nước sạch"), ("HAF NOOIJ", "HÀ NỘI"),
    ("xooong", "xoong"), ("thuowr", "thuở"), ("huow", "huơ"), ("muaw", "mưa"), ("quawng", "quăng"),
    ("nhw", "như"),
    ("nwocs", "nước"), ("hafz", "ha"), ("hasf", "hà"), ("test", "tét"),
    ("Vieejt Nam 2024!", "Việt Nam 2024!"),
    ("chuwr", "chử"), ("ddi", "đi"), ("did", "đi"), ("gif", "gì"), ("giuowngf", "giường"), ("nuowc", "nươc"),
  ])
  func telex(_ typed: String, _ expected: String) { #expect(TelexDecoder().decode(typed) == expected) }

  @Test(arguments: [
    "window", "boss", "fix", "bugs", "hà nội", "ha noi", "", "a", "B52", "xin", "qwerty", "ww", "sss",
  ])
  func notTelex(_ typed: String) { #expect(TelexDecoder().decode(typed) == nil) }

  @Test(arguments: [
    ("ha2 no65i", "hà nội"), ("d9a61t nu7o71c", "đất nước"), ("d9uong72", "đường"), ("nuoc71", "nước"),
    ("Nguye64n", "Nguyễn"), ("nu7oc1", "nước"), ("tha8ng1", "thắng"), ("ha20", "ha"), ("thuo73", "thuở"),
  ])
  func vni(_ typed: String, _ expected: String) { #expect(VNIDecoder().decode(typed) == expected) }

  @Test(arguments: ["B52", "covid19", "2024", "ha noi", "x9", "b2b", "h2o", "co22", "mp3", ""])
  func notVNI(_ typed: String) { #expect(VNIDecoder().decode(typed) == nil) }

  /// Every syllable of the language, in every order of keys that an input method accepts.
  @Test func everyKeyOrder() {
    let isLong = ProcessInfo.processInfo.environment["VNSEARCH_LONG"] != nil
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let onsets = ([""] + RimeTable.onsets.split(separator: " ").map(String.init) + ["gi", "qu"]).filter {
      $0 != "q"
    }
    var checked = 0
    for onset in onsets {
      for rime in RimeTable.rimes.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        for tone in Tone.allCases where isLong || random.next() % 24 == 0 {
          guard let syllable = Syllable(onset + rime), syllable.isStandard || tone != .ngang else { continue }
          var text = syllable.surface
          if let mark = tone.mark { text.unicodeScalars.append(mark) }
          guard let toned = Syllable(text), toned.isStandard, toned.onset == onset else { continue }
          // `gi` before i and `u` after q are not written twice.
          let expected = toned.surface
          // Telex writes the plain oo of `xoong` as ooo: a row of its own above.
          for typed in keySequences(of: toned, telex: true, all: isLong, &random) where !rime.contains("oo") {
            #expect(TelexDecoder().decode(typed) == expected, "\(typed), seed \(seed)")
            checked += 1
          }
          for typed in keySequences(of: toned, telex: false, all: isLong, &random) {
            #expect(VNIDecoder().decode(typed) == expected, "\(typed), seed \(seed)")
            checked += 1
          }
        }
      }
    }
    #expect(checked > 300)
  }

  /// Key sequences: each mark's key at its letter or at any later place, the tone's after the first vowel.
  private func keySequences(
    of syllable: Syllable, telex: Bool, all: Bool, _ random: inout SplitMix64
  ) -> [String] {
    let letters = Array(syllable.onset + syllable.rime)
    var plain: [Character] = []
    var keys: [(key: Character, from: Int)] = []
    for (index, letter) in letters.enumerated() {
      let (base, key): (Character, Character?) =
        switch letter {
        case "â": ("a", telex ? "a" : "6")
        case "ê": ("e", telex ? "e" : "6")
        case "ô": ("o", telex ? "o" : "6")
        case "ă": ("a", telex ? "w" : "8")
        case "ơ": ("o", telex ? "w" : "7")
        case "ư": ("u", telex ? "w" : "7")
        case "đ": ("d", telex ? "d" : "9")
        default: (letter, nil)
        }
      plain.append(base)
      if let key { keys.append((key, index + 1)) }
    }
    let tones: [Tone: (Character, Character)] = [
      .sắc: ("s", "1"), .huyền: ("f", "2"), .hỏi: ("r", "3"), .ngã: ("x", "4"), .nặng: ("j", "5"),
    ]
    if let key = tones[syllable.tone] {
      let vowel = plain.firstIndex { "aeiouy".contains($0) } ?? 0
      keys.append((telex ? key.0 : key.1, vowel + 1))
    }
    guard !keys.isEmpty else { return [] }
    var variants: [[(key: Character, from: Int)]] = [keys]
    let horns = keys.filter { $0.key == "w" || $0.key == "7" }
    if horns.count == 2 {  // one key for both of ươ, after the o
      variants.append(keys.filter { $0.key != horns[0].key || $0.from != horns[0].from })
    }
    var result: [String] = []
    for variant in variants {
      // Canonical order, then random placings.
      for round in 0..<(all ? 40 : 6) {
        var slots: [[Character]] = Array(repeating: [], count: plain.count + 1)
        for (key, from) in variant {
          let slot = round == 0 ? from : from + Int(random.next() % UInt64(plain.count - from + 1))
          slots[slot].insert(key, at: Int(random.next() % UInt64(slots[slot].count + 1)))
        }
        var typed = ""
        for index in 0...plain.count {
          typed += String(slots[index])
          if index < plain.count { typed.append(plain[index]) }
        }
        result.append(typed)
      }
    }
    return result
  }
}
