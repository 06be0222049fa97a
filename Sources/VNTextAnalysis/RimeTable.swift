/// Which onsets and rimes Vietnamese syllables have.
enum RimeTable {
  /// Rimes as dictionaries spell them, without tone. `k` codas are those of names (`Đắk Lắk`).
  static let rimes = """
    a ac ach ai ak am an ang anh ao ap at au ay
    ăc ăk ăm ăn ăng ăp ăt
    âc âk âm ân âng âp ât âu ây
    e ec ek em en eng eo ep et
    ê êch êk êm ên êng ênh êp êt êu êc
    i ia ich ic ik im in ing inh ip it iu
    iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăp oăt
    oe oec oem oen oeng oeo oet
    oc oi ok om on ong op ot ooc oon oong
    ô ôc ôi ôk ôm ôn ông ôp ôt ôông
    ơ ơi ơm ơn ơng ơp ơt ơc
    u ua uc ui uk um un ung up ut
    uâc uâm uân uâng uât uây uau
    uê uêch uên uênh uêu uêt
    uôc uôi uôm uôn uông uôt uơ
    uy uya uych uyn uynh uyp uyt uyu uyên uyêt uych
    ư ưa ưc ưi ưk ưm ưn ưng ưt ưu ưp
    ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu yn ynh ych yt
    """

  /// Rimes of a few words only, mostly borrowed ones.
  static let rareRimes = """
    ak ek ik ok uk ăk âk êk ôk ưk êc oac oec oem oen oeng oeo oet oao oap oay oăm oăp eng ơc ưp ooc oon oong ôông
    uau uâc uây uênh uêu uya uych uyp uyu uynh ynh ych yng yn yt
    """

  /// Onsets, without the empty one, `gi` and `qu`, which need a look at what follows.
  static let onsets = "b c ch d đ g gh h k kh l m n ng ngh nh p ph q r s t th tr v x"

  private static let unmarked: UInt64 = 0x1F1F_1F1F_1F1F_1F1F
  private static let standard = PackedSet(words(rimes).map { pack($0) })
  private static let rare = PackedSet(words(rareRimes).map { pack($0) })
  private static let folded = PackedSet(words(rimes).map { pack($0) & unmarked })
  private static let foldedOnsets = PackedSet(words(onsets).map { pack($0) & unmarked })

  /// Whether packed letters without qualities are a rime without its marks.
  static func isFolded(_ rime: UInt64) -> Bool { folded.contains(rime) }

  /// Whether only a few words have a rime.
  static func isRare(_ rime: UInt64) -> Bool { rare.contains(rime) }

  /// Whether packed letters without qualities are an onset (`g` and `q` for `gi` and `qu`), or nothing.
  static func isOnset(_ onset: UInt64) -> Bool { onset == 0 || foldedOnsets.contains(onset) }

  /// Whether a rime is spelled with all its marks. After `qu` the glide is in the onset (`quyền`), after `gi`
  /// the first half of `iê` is (`giếng`).
  static func isStandard(_ rime: UInt64, after letters: UInt64, onsetCount: Int) -> Bool {
    if standard.contains(rime) { return true }
    guard onsetCount == 2 else { return false }
    let pair = letters & 0xFFFF
    return (pair == 0x1511 || pair == 0x0907) && standard.contains(letters >> 8)
  }

  /// Letters of one byte each, first letter lowest.
  static func pack(_ text: some StringProtocol) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    for scalar in text.unicodeScalars {
      let parts = LetterParts.of(scalar.value)
      result |= UInt64((parts.base &- 0x60) & 0x1F | UInt32(parts.quality) << 5) << shift
      shift += 8
    }
    return result
  }

  private static func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }

  /// A small fixed set of packed letters, none of them 0: open addressing, at most half full. Never freed.
  @safe private struct PackedSet: @unchecked Sendable {
    private let slots: UnsafePointer<UInt64>
    private static let bits: UInt64 = 10

    init(_ values: [UInt64]) {
      let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << Int(Self.bits))
      unsafe table.initialize(repeating: 0, count: 1 << Int(Self.bits))
      unsafe slots = UnsafePointer(table)
      for value in values where value != 0 { unsafe table[index(of: value)] = value }
    }

    /// Where a value is or could be placed.
    private func index(of value: UInt64) -> Int {
      var index = Int((value &* 0x9E37_79B9_7F4A_7C15) &>> (64 - Self.bits))
      while unsafe slots[index] != 0 && slots[index] != value {
        index = (index + 1) & (1 << Int(Self.bits) - 1)
      }
      return index
    }

    func contains(_ value: UInt64) -> Bool { unsafe value != 0 && slots[index(of: value)] == value }
  }
}
